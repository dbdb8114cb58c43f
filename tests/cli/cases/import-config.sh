# shellcheck shell=sh
# A config as the model that it becomes: what it says, what its library says, and no size that changes nothing.
cat >config.json <<'JSON'
{"model_type": "qwen3_moe", "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 8, "head_dim": 16,
 "num_key_value_heads": 2, "intermediate_size": 128, "moe_intermediate_size": 32, "num_experts": 8,
 "num_experts_per_tok": 2, "vocab_size": 1000, "tie_word_embeddings": true, "torch_dtype": "bfloat16"}
JSON
"$FLOPCAST" import config.json --data "$ROOT" | sed "s|$ROOT/||g"
