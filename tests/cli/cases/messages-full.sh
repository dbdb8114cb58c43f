# shellcheck shell=sh
"$FLOPCAST" check nothing.yaml 2>/dev/full
