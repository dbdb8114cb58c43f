# shellcheck shell=sh
cd "$ROOT" && "$FLOPCAST" check models/bert.yaml hardware/v100.yaml regions/us-2018.yaml --sources --format csv
