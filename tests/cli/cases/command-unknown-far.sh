# shellcheck shell=sh
"$FLOPCAST" frobnicate
