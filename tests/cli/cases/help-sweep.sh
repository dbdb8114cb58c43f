# shellcheck shell=sh
"$FLOPCAST" sweep --help
