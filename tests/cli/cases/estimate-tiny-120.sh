# shellcheck shell=sh
cp -R "$DATA" data
COLUMNS=120 "$FLOPCAST" estimate tiny-large --data data --hardware card --devices 12 --region here
