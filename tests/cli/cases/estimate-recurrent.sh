# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" estimate reader --data data --hardware card --format csv
