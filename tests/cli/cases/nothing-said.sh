# shellcheck shell=sh
"$FLOPCAST"
