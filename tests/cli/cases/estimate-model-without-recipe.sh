# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" estimate picture --data data --hardware card --region there
