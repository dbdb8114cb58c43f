# shellcheck shell=sh
"$FLOPCAST" list inputs >&-
