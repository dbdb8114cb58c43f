# shellcheck shell=sh
cd "$ROOT" && "$FLOPCAST" layers bert-base --batch 8 --sequence 128 --predictions 20 --format json
