# shellcheck shell=sh
cp -R "$DATA" data
printf 'plan: p\nmodel: tiny-small\nhardware: {device: card, devices: 3}\nregion: here\n' >plan.yaml
"$FLOPCAST" estimate plan.yaml --data data --hardware bare --devices 7 --region there --set utilization=0.3 --format csv
