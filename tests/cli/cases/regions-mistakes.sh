# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
on() {
    refuse regions tiny-small --data data --hardware card "$@"
}
on --only xx,gcp-europe-west7,fr
on --only eu-west
on --only ,
on --top 0
on --hours 0
on --by co2e
on --by water_l --only fr,pl
on --samples auto
on --samples 0
on --samples 1000001
on tiny-large
refuse regions --data data
refuse regions tiny-huge --only nowhere --data data
refuse regions tiny-small --data data
region pl 'carbon_intensity: -600 gCO2e/kWh\n'
region fr 'year: 2023\npue: 1.2\n'
on
mkdir -p empty/regions
cp -R data/models data/hardware empty
refuse regions tiny-small --data empty --hardware card
rmdir empty/regions
refuse regions tiny-small --data empty --hardware card
