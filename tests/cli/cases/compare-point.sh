# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" compare tiny-small tiny-large --data data --hardware card --region there --samples 1
"$FLOPCAST" compare tiny-small tiny-large --data data --hardware card --samples 1 --format csv
