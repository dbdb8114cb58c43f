# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" sweep tiny-large --data data --devices 8 --region there --over hardware=card,bare --over power_device=150W,0.2kW
