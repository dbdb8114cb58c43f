# shellcheck shell=sh
# The name of a file that is nothing: read beyond the table of kinds. (The golden is written by hand.)
cp -R "$DATA" data
printf 'description: a model that forgot its layers\n' >data/models/forgot.yaml
"$FLOPCAST" estimate forgot --data data
