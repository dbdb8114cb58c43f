# shellcheck shell=sh
cp -R "$DATA" data
cat >plan.yaml <<'PLAN'
plan: Several mistakes
model: tiny-smal
hardware: {device: card, devices: 1.5}
inputs:
  utilisation: 0.3
  pue: 58 %
  measured_time: 79
PLAN
"$FLOPCAST" check plan.yaml --data data
