# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" estimate only-parameters --data data --hardware bare --devices 1000 --region there
