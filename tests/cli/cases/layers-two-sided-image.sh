# shellcheck shell=sh
# A model that reads images and writes text has a length to be said.
cat >captioner.yaml <<'YAML'
model: captioner
image: [32, 32, 3]
encoder:
  - patch_embedding: {patch: 8, width: 16}
decoder:
  - embedding: {vocabulary: 100, width: 16}
  - attention: {kind: cross, heads: 2}
  - softmax: {vocabulary: 100}
YAML
"$FLOPCAST" layers captioner.yaml
"$FLOPCAST" layers captioner.yaml --sequence 7 --format csv
