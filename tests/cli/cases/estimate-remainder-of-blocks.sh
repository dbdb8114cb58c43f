# shellcheck shell=sh
# Twelve blocks over five stages, and a sequence beyond the table of positions: said, and estimated.
cat >plan.yaml <<'YAML'
model: gpt2
training: {sequence: 2048, batch: 64, steps: 100}
hardware: {device: v100, devices: 5}
parallel: {pipeline: 5}
YAML
"$FLOPCAST" estimate plan.yaml --data "$ROOT" --format csv >bill.csv 2>said
status=$?
grep -h -o 'warning: .*' said
exit "$status"
