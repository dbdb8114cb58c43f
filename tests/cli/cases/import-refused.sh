# shellcheck shell=sh
printf '{"model_type": "llama", "num_attention_heads": 7}' >config.json
"$FLOPCAST" import config.json --data "$ROOT" --format csv
"$FLOPCAST" import config.json --data "$ROOT"
