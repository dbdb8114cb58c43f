# shellcheck shell=sh
# The same sheet for machines, with a spread and an interval that is stated.
cp -R "$DATA" data
cat >plan.yaml <<EOF
plan: Cards that fail
model: {parameters: 1000000000}
training: {sequence: 1024, batch: 512, steps: 60000}
hardware: {device: card, devices: 40}
region: here
inputs:
  failure_rate: {lognormal: [2/d, 0.5]}
  checkpoint_interval: 10 min
  checkpoint_time: 2 s
  restart_time: 1 min
EOF
"$FLOPCAST" estimate plan.yaml --data data --samples 1000 --format json
