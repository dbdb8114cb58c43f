# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" plan "$ROOT/tests/cli/goal.yaml" --data data --budget '600 USD' --hardware card,bare --devices 1..128 --samples 1000 --format csv
