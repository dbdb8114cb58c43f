# shellcheck shell=sh
# Adapters over a model: all parameters are reported, and how many of them are trained. The recipe is restated in the
# other way to say a batch.
cp -R "$DATA" data
cat >adapted.yaml <<'YAML'
model: adapted
base: tiny-small
lora: {rank: 2, on: [query]}
training: {sequence: 128, batch: 4, tokens: 1e6}
YAML
"$FLOPCAST" estimate adapted.yaml --data data --hardware card
