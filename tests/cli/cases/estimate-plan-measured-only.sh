# shellcheck shell=sh
# Time and energy are computed, so no warning says that they are not. (The golden is written by hand.)
cp -R "$DATA" data
printf 'plan: A meter alone\nregion: there\ninputs: {measured_time: 24 h, measured_power: 1.2 kW}\n' >plan.yaml
"$FLOPCAST" estimate plan.yaml --data data --format json
