# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" layers reader --data data
