# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" search "$ROOT/tests/cli/programme.yaml" --data data --samples 5000
