# shellcheck shell=sh
# The plan says how many samples; a warning is told with the plan that it is of; what not all know is not compared.
cp -R "$DATA" data
cat >one.yaml <<'END'
plan: First
model: tiny-small
hardware: {device: card, devices: 4}
region: here
inputs: {pue: 1.2}
correlations: {[pue, utilization]: 0.5}
samples: 500
seed: 3
END
cat >two.yaml <<'END'
plan: Second
model: tiny-small
hardware: {device: card, devices: 4}
inputs: {goodput: {uniform: [0.8, 0.9]}}
samples: 700
END
"$FLOPCAST" compare one.yaml two.yaml tiny-small --data data
"$FLOPCAST" compare one.yaml two.yaml --data data --metric time_h --format json
