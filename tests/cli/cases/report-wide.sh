# shellcheck shell=sh
cp -R "$DATA" data
cp "$ROOT/tests/cli/programme.yaml" .
COLUMNS=120 "$FLOPCAST" report programme.yaml --data data --samples 1
