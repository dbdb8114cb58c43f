# shellcheck shell=sh
# A config.json: its own sizes, the library's defaults for the others, and the head that it names.
cat >config.json <<'CONFIG'
{
  "_name_or_path": "acme/tiny-bert",
  "architectures": ["BertForSequenceClassification"],
  "hidden_size": 128,
  "id2label": {"0": "no", "1": "perhaps", "2": "yes"},
  "intermediate_size": 512,
  "model_type": "bert",
  "num_attention_heads": 2,
  "num_hidden_layers": 2,
  "torch_dtype": "float32",
  "vocab_size": 30522
}
CONFIG
"$FLOPCAST" layers config.json --sequence 128 --batch 8 --data "$ROOT"
