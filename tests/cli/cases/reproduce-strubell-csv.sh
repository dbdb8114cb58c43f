# shellcheck shell=sh
cd "$ROOT" && "$FLOPCAST" reproduce strubell2019 --format csv
