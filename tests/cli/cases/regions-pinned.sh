# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
# A plan that says where its energy comes from.
printf 'model: tiny-small\nhardware: {device: card, devices: 8}\nregion: here\ninputs: {carbon_intensity: 100 g/kWh}\n' >plan.yaml
"$FLOPCAST" regions plan.yaml --data data --samples 1000 --hours 6
"$FLOPCAST" regions plan.yaml --data data --samples 1000 --set pue=1.2 --set electricity_price=0.1USD/kWh
