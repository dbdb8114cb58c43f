# shellcheck shell=sh
# Every command works on a plan that serves, and the devices that fall short of a life are told.
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
cat >serving.yaml <<'PLAN'
plan: a decoder that answers
model: tiny-large
serving: {requests_per_day: 5e9, life: 1 year, prompt: 500, response: 300, batch: 32, precision: fp16, cache_bits: 8}
hardware: {device: card, devices: 4}
region: here
inputs: {bandwidth_utilization: {triangular: [40 %, 60 %, 75 %]}}
PLAN
cat >images.yaml <<'PLAN'
plan: pictures, one pass each
model: picture
serving: {requests: 1e9, batch: 64}
hardware: {device: card, devices: 2}
region: here
PLAN
say estimate serving.yaml --data data --samples 1
say estimate images.yaml --data data --samples 1
say sweep serving.yaml --data data --over devices=1,2,4 --metric time_h,time_per_token_s,energy_per_token_j
say sensitivity serving.yaml --data data --samples 64 --metric energy_per_token_j,time_h
say compare serving.yaml images.yaml --data data --samples 100
