# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
"$FLOPCAST" regions tiny-small --data data --hardware card --region us --samples 3000 --format csv
"$FLOPCAST" regions tiny-small --data data --hardware card --only eu --samples 1 --format csv
