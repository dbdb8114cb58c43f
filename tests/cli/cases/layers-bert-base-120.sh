# shellcheck shell=sh
cd "$ROOT" && COLUMNS=120 "$FLOPCAST" layers bert-base
