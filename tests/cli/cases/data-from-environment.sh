# shellcheck shell=sh
# A number that is not known is no 0: see only-flops. (The golden is written by hand.)
cp -R "$DATA" data
FLOPCAST_DATA=data "$FLOPCAST" list models --format csv
