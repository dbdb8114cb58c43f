# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
"$FLOPCAST" plan "$ROOT/tests/cli/goal.yaml" --data data --budget '1000 USD' --deadline '2 d' --carbon '10 kg' \
    --region gcp,fr,pl --samples 2000
