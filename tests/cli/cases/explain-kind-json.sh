# shellcheck shell=sh
"$FLOPCAST" explain pooling --data "$DATA" --format json
