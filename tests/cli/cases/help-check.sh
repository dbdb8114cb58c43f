# shellcheck shell=sh
"$FLOPCAST" check --help
