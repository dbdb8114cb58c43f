# shellcheck shell=sh
"$FLOPCAST" layers --help
