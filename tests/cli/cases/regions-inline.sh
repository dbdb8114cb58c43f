# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
# A region of the plan's own is one more.
printf 'model: tiny-small\nhardware: {device: card}\nregion: {region: ours, carbon_intensity: 60 g/kWh, electricity_price: 0.06 USD/kWh, pue: 1.05}\n' >plan.yaml
"$FLOPCAST" regions plan.yaml --data data --samples 1000 --top 20
