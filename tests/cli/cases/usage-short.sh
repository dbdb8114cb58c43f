# shellcheck shell=sh
"$FLOPCAST" layers --usage
