# shellcheck shell=sh
"$FLOPCAST" explain attention --data "$DATA"
