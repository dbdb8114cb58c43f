# shellcheck shell=sh
cd "$ROOT" && "$FLOPCAST" layers elmo
