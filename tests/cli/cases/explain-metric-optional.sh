# shellcheck shell=sh
"$FLOPCAST" explain embodied_co2e_kg
