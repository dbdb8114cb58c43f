# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" layers only-flops --data data
