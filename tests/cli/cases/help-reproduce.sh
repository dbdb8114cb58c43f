# shellcheck shell=sh
"$FLOPCAST" reproduce --help
