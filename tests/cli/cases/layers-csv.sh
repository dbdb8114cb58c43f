# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" layers tiny-small --data data --format csv
