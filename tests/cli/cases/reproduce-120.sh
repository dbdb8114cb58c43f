# shellcheck shell=sh
cp -R "$DATA" data
COLUMNS=120 "$FLOPCAST" reproduce paper --data data
