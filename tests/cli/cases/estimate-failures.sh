# shellcheck shell=sh
# What goes wrong: failures, checkpoints, preemption, stragglers, evaluation, waiting.
cp -R "$DATA" data
cat >plan.yaml <<EOF
plan: Cards that fail
model: {parameters: 1000000000}
training: {sequence: 1024, batch: 512, steps: 60000}
hardware: {device: card, devices: 40}
region: here
inputs:
  failure_rate: 2/d
  checkpoint_time: 2 s
  restart_time: 1 min
  preemption_rate: 1/h
  straggler_slowdown: 1.05
  evaluation_share: 10 %
  queue_waste: 25 %
EOF
"$FLOPCAST" estimate plan.yaml --data data
