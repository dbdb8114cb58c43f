# shellcheck shell=sh
# A service over its life: requests that come at a rate, on devices that wait for their memory.
cp -R "$DATA" data
cat >plan.yaml <<'PLAN'
plan: a decoder that answers
model: tiny-large
serving: {requests_per_day: 5e6, life: 2 years, prompt: 500, response: 300, batch: 32, source: a forecast of the users}
hardware: {device: card, devices: 4}
region: here
inputs:
  bandwidth_utilization: {triangular: [40 %, 60 %, 75 %], source: two measurements}
PLAN
"$FLOPCAST" estimate plan.yaml --data data --samples 2000
"$FLOPCAST" estimate plan.yaml --data data --samples 1 --format json
