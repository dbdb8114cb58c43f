# shellcheck shell=sh
# No more predictions than positions. (The golden is written by hand.)
cp -R "$DATA" data
"$FLOPCAST" layers tiny-small --data data --predictions 1000 --sequence 10
