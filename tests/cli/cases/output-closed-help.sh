# shellcheck shell=sh
"$FLOPCAST" --help >&-
