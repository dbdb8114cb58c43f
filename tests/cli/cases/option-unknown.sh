# shellcheck shell=sh
"$FLOPCAST" estimate tiny-small --bogus 3
