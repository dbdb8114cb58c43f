# shellcheck shell=sh
"$FLOPCAST" explain --help
