# shellcheck shell=sh
# The options of ELMo name no model_type; they are told by their keys.
cp "$ROOT/tests/configs/elmo-options.json" . && "$FLOPCAST" layers elmo-options.json --sequence 20 --format csv --data "$ROOT"
