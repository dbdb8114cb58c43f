# shellcheck shell=sh
cat >config.json <<'JSON'
{"model_type": "opt", "hidden_size": 64, "word_embed_proj_dim": 32, "num_hidden_layers": 2, "ffn_dim": 256,
 "num_attention_heads": 4, "vocab_size": 1000}
JSON
"$FLOPCAST" import config.json --data "$ROOT" --format json | sed "s|$ROOT/||g"
