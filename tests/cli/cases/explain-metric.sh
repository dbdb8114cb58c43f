# shellcheck shell=sh
"$FLOPCAST" explain co2e_kg
