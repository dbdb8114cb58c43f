# shellcheck shell=sh
cd "$ROOT" && "$FLOPCAST" layers transformer-base --batch 4 --sequence 27 --target 33 --format json
