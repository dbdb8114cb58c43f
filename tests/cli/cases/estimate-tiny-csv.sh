# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" estimate tiny-large --data data --hardware card --devices 12 --region here --format csv
