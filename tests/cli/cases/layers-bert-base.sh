# shellcheck shell=sh
cd "$ROOT" && "$FLOPCAST" layers bert-base
