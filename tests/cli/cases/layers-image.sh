# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" layers picture --data data --batch 32
