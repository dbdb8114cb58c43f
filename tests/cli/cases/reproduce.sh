# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" reproduce paper --data data
