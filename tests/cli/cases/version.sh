# shellcheck shell=sh
"$FLOPCAST" --version
