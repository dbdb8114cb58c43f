# shellcheck shell=sh
"$FLOPCAST" explain hyperband --data "$DATA" --format json
