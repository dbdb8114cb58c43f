# shellcheck shell=sh
"$FLOPCAST" explain time_h --format csv
