# shellcheck shell=sh
"$FLOPCAST" list configs --data "$ROOT"
