# shellcheck shell=sh
"$FLOPCAST" list --help
