# shellcheck shell=sh
"$FLOPCAST" estimat tiny-small
