# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
COLUMNS=140 "$FLOPCAST" regions tiny-small --data data --hardware card --devices 8 --region us --seed 7 --sampling sobol
