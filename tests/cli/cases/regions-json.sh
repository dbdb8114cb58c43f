# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
"$FLOPCAST" regions tiny-small --data data --hardware card --region us --only eu,no --hours 5 --samples 3000 --format json
