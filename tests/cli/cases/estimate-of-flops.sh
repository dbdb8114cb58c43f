# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" estimate only-flops --data data --hardware card --devices 1024 --set utilization=0.4 --format csv
