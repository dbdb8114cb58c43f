# shellcheck shell=sh
cp "$ROOT/tests/configs/gpt2.json" . && "$FLOPCAST" layers gpt2.json --sequence 1024 --format json --data "$ROOT"
