# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" plan "$ROOT/tests/cli/goal.yaml" --data data --budget '900 USD' --devices 8 --samples 1000 --format json
