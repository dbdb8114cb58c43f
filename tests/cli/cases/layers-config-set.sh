# shellcheck shell=sh
# A size that is set reaches the defaults that are derived from it: heads of 16, and as many of keys as of queries.
echo '{"model_type": "llama", "num_hidden_layers": 2, "intermediate_size": 128}' >small.json
"$FLOPCAST" layers small.json --sequence 16 --set model.hidden_size=64 --set model.num_attention_heads=4 --data "$ROOT"
