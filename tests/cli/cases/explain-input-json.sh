# shellcheck shell=sh
"$FLOPCAST" explain carbon_intensity --format json
