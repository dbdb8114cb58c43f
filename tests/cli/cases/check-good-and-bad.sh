# shellcheck shell=sh
cp -R "$DATA" data
printf 'model: bad\nlayers:\n  - dens: {width: 3}\n' >bad.yaml
"$FLOPCAST" check data/models/tiny.yaml bad.yaml missing.yaml data --data data
