# shellcheck shell=sh
cp -R "$DATA" data
cp "$ROOT/tests/cli/programme.yaml" .
"$FLOPCAST" report programme.yaml --data data --samples 5000 --seed 7 --format json
