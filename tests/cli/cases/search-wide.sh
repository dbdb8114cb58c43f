# shellcheck shell=sh
cp -R "$DATA" data
COLUMNS=150 "$FLOPCAST" search "$ROOT/tests/cli/programme.yaml" --data data --samples 5000
