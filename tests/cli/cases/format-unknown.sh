# shellcheck shell=sh
"$FLOPCAST" list inputs --format yaml
