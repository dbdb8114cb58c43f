# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
# By money, by water, and by what no region changes.
"$FLOPCAST" regions tiny-small --data data --hardware card --region us --by electricity_usd --samples 2000
"$FLOPCAST" regions tiny-small --data data --hardware card --by water_l --samples 2000
"$FLOPCAST" regions tiny-small --data data --hardware card --region us --by cloud_usd --samples 1 --top 2
