# shellcheck shell=sh
cp -R "$DATA" data
printf 'device: d\npeak: {fp32: 1 TFLOP/s}\nmemory: {capacity: 16 GiB, source: a datasheet}\n' >device.yaml
"$FLOPCAST" check --sources device.yaml --data data
