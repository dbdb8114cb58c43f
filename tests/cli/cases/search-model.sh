# shellcheck shell=sh
cp -R "$DATA" data
# A model alone is a programme of one run.
"$FLOPCAST" search tiny-small --data data --hardware card --region here --samples 1000
