# shellcheck shell=sh
# What cannot be said is still an exit status.
"$FLOPCAST" frobnicate 2>&-
