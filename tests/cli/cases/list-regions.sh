# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" list regions --data data
