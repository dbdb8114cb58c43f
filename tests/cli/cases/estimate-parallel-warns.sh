# shellcheck shell=sh
cp -R "$DATA" data
printf 'plan: p\nmodel: tiny-small\nhardware: {device: card, devices: 8}\nparallel: {tensor: 8}\n' >plan.yaml
"$FLOPCAST" estimate plan.yaml --data data --format csv
