# shellcheck shell=sh
# What a config can have wrong, each told in the file itself.
. "$ROOT/tests/cli/functions.sh"
cp -R "$ROOT/models" models && mkdir hardware regions

try() {
    printf '%s\n' "$1" >config.json
    refuse layers config.json --sequence 8 --data .
}

try '{"model_type": "distilbrt"}'
try '{"model_type": 5}'
try '{}'
try '{"model_type": "bert", "hidden_size": "768"}'
try '{"model_type": "bert", "hidden_size": 768.5}'
try '{"model_type": "bert", "num_hidden_layers": -1}'
try '{"model_type": "bert", "num_hidden_layers": 1000000000000000000}'
try '{"model_type": "bert", "num_hidden_layers": 1000000}'
try '{"model_type": "bert", "num_attention_heads": 13}'
try '{"model_type": "bert", "num_hiden_layers": 12}'
try '{"model_type": "bert", "hidden_size": 768, "hidden_size": 1024}'
try '{"model_type": "bert", "architectures": ["BertForMaskdLM"]}'
try '{"model_type": "bert", "architectures": ["OurOwnThing"]}'
try '{"model_type": "bert", "hidden_size": '
try '{"model_type": "deepseek_v2"}'
