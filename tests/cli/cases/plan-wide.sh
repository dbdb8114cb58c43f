# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
COLUMNS=150 "$FLOPCAST" plan "$ROOT/tests/cli/goal.yaml" --data data --budget 1000 --deadline '20 h' --hardware card,bare \
    --devices 1,4..16 --probability '95 %' --samples 2000 --models tiny-large,tiny-small,reader --region us-ca \
    --tokens-per-parameter 1000
