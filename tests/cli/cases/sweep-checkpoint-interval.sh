# shellcheck shell=sh
# Daly's optimum is where the sweep has its least time.
cp -R "$DATA" data
cat >plan.yaml <<EOF
plan: Cards that fail
model: {parameters: 1000000000}
training: {sequence: 1024, batch: 512, steps: 60000}
hardware: {device: card, devices: 40}
region: here
inputs:
  failure_rate: 2/d
  checkpoint_time: 20 s
  restart_time: 1 min
EOF
"$FLOPCAST" sweep plan.yaml --data data --over checkpoint_interval=1min,2min,4min,8min,16min,32min
"$FLOPCAST" estimate plan.yaml --data data | grep -A3 "one failure every"
