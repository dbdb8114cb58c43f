# shellcheck shell=sh
# An interval that nothing survives: the time is infinite, and that is said.
cp -R "$DATA" data
cat >plan.yaml <<EOF
plan: Cards that fail
model: {parameters: 1000000000}
training: {sequence: 1024, batch: 512, steps: 60000}
hardware: {device: card, devices: 40}
region: here
inputs:
  failure_rate: 3000/h
  checkpoint_interval: 10 d
  checkpoint_time: 1 s
  goodput: 0.9
EOF
"$FLOPCAST" estimate plan.yaml --data data
