# shellcheck shell=sh
# Every config of the tests, those without a model_type too, is a model without a mistake.
cp "$ROOT"/tests/configs/*.json . && "$FLOPCAST" check --data "$ROOT" ./*.json
