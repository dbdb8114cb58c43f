# shellcheck shell=sh
cp -R "$ROOT/models" models && mkdir hardware regions
cat >config.json <<'CONFIG'
{
  "architectures": ["LlamaForCausalML"],
  "hidden_size": "4096",
  "model_type": "llama",
  "num_attention_heads": 32,
  "num_key_value_heads": 5,
  "num_layers": 32
}
CONFIG
"$FLOPCAST" layers config.json --sequence 8 --data .
