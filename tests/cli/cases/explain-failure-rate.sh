# shellcheck shell=sh
"$FLOPCAST" explain failure_rate --data "$DATA"
