# shellcheck shell=sh
# A measured time has its losses in it; what waits is added.
cp -R "$DATA" data
cat >plan.yaml <<EOF
plan: Cards that fail
model: {parameters: 1000000000}
training: {sequence: 1024, batch: 512, steps: 60000}
hardware: {device: card, devices: 40}
region: here
inputs:
  measured_time: 20 h
  failure_rate: 2/d
  restart_time: 1 min
  queue_waste: 25 %
EOF
"$FLOPCAST" estimate plan.yaml --data data
