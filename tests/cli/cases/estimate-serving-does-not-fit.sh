# shellcheck shell=sh
# Weights and cache are more than the devices hold: the answer is no, with exit status 1.
cat >plan.yaml <<'PLAN'
plan: too large for one card
model: llama3-70b
serving: {requests: 1e9, prompt: 500, response: 300, batch: 32}
hardware: {device: h100, devices: 1}
PLAN
"$FLOPCAST" estimate plan.yaml --data "$ROOT" --samples 1 --format csv >bill.csv
status=$?
grep -c time_per_token_s bill.csv
exit "$status"
