# shellcheck shell=sh
"$FLOPCAST" explain pue
