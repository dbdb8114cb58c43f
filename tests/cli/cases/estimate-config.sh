# shellcheck shell=sh
# A config as the model of a plan, by its path and inline.
cp "$ROOT/tests/configs/gpt2.json" .
cat >plan.yaml <<'PLAN'
plan: A config by its path
model: gpt2.json
hardware: {device: v100, devices: 8}
training: {sequence: 1024, batch: 32, steps: 1000}
region: us-2018
PLAN
cat >inline.yaml <<'PLAN'
plan: A config inline
model: {model_type: gpt2, n_layer: 12, n_embd: 768}
hardware: {device: v100, devices: 8}
training: {sequence: 1024, batch: 32, steps: 1000}
region: us-2018
PLAN
"$FLOPCAST" estimate plan.yaml --data "$ROOT" --format csv | grep -E '^(parameters|training_flop|step_time_s),'
"$FLOPCAST" estimate inline.yaml --data "$ROOT" --format csv | grep -E '^(parameters|training_flop|step_time_s),'
