# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
# The plan's own region stands apart where it was not asked for.
"$FLOPCAST" regions tiny-small --data data --hardware card --region us --only eu,gcp --samples 2000
"$FLOPCAST" regions tiny-small --data data --hardware card --region us --only us --samples 2000 --format csv
