# shellcheck shell=sh
cd "$ROOT" && "$FLOPCAST" list kinds
