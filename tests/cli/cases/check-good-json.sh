# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" check --data data data/models/tiny.yaml data/hardware/bare.yaml --format json
