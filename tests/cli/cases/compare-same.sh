# shellcheck shell=sh
# With all draws shared a plan is the same as itself in every sample; names are told apart.
cp -R "$DATA" data
"$FLOPCAST" compare tiny-small tiny-small tiny-small --data data --hardware card --region there --metric time_h,co2e_kg
"$FLOPCAST" compare tiny-small tiny-small --data data
