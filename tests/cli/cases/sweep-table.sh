# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" sweep tiny-large --data data --hardware card --devices 12 --region here --over utilization=0.1:0.4:4
