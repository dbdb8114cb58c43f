# shellcheck shell=sh
# What a terminal would obey is never echoed. (The golden is written by hand.)
"$FLOPCAST" explain "$(printf 'a\033[31mb')"
