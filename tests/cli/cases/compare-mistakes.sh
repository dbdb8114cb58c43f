# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
printf 'model: tiny-small\nregoin: here\n' >one.yaml
printf 'model: tiny-small\nhardware: {device: card, devices: 0}\n' >two.yaml
refuse compare one.yaml two.yaml tiny-huge --data data
refuse compare tiny-small --data data
refuse compare tiny-small here --data data
refuse compare tiny-small tiny-large --data data --metric time_h,co2e_kg --hardware card
refuse compare tiny-small tiny-large --data data --metric time
refuse compare tiny-small tiny-large --data data --samples 0
refuse compare tiny-small tiny-large --data data --samples auto
refuse compare tiny-small tiny-large --data data --save-samples x
set -- tiny-small tiny-small tiny-small tiny-small
refuse compare "$@" "$@" "$@" "$@" tiny-large --data data
