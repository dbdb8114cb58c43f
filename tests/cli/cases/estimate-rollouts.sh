# shellcheck shell=sh
# Post-training by reinforcement: responses are drawn, scored and trained on.
cp -R "$DATA" data
cat >plan.yaml <<'PLAN'
plan: a decoder that learns to reason
model: tiny-large
training: {optimizer: adam, precision: fp16}
rollouts:
  prompts: 64
  samples: 8
  steps: 500
  prompt: 100
  response: 2000
  batch: 200
  epochs: 2
  reference: true
  reward: true
  assumed: responses of 1000 to 4000 tokens
hardware: {device: card, devices: 4}
region: here
PLAN
"$FLOPCAST" estimate plan.yaml --data data --samples 1
"$FLOPCAST" estimate plan.yaml --data data --samples 1 --format csv
