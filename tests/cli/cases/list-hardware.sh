# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" list hardware --data data
