# shellcheck shell=sh
# A sweep that begins where nothing fails goes on from there.
cp -R "$DATA" data
cat >plan.yaml <<EOF
plan: Cards that fail
model: {parameters: 1000000000}
training: {sequence: 1024, batch: 512, steps: 60000}
hardware: {device: card, devices: 40}
region: here
inputs:
  checkpoint_time: 20 s
  restart_time: 1 min
EOF
"$FLOPCAST" sweep plan.yaml --data data --over failure_rate=0/d:8/d:5
