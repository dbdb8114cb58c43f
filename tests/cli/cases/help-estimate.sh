# shellcheck shell=sh
"$FLOPCAST" estimate --help
