# shellcheck shell=sh
"$FLOPCAST" explain mfu --format json
