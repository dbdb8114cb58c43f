# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" estimate tiny-small --data data
