# shellcheck shell=sh
cp -R "$DATA" data
cat >plan.yaml <<'PLAN'
plan: What a meter said
source: a meter in the rack
model: tiny-small
hardware: {device: card, devices: 3}
region: here
inputs:
  measured_time: {value: 2 d, source: the log}
  measured_power: 517.66 W
  pue: 1.12
PLAN
"$FLOPCAST" estimate plan.yaml --data data
