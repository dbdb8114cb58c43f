# shellcheck shell=sh
cat >measured.yaml <<'END'
plan: Small, as it was measured last year with much patience
model: tiny-small
hardware: {device: card, devices: 8}
region: here
inputs: {measured_time: {uniform: [3 s, 12 s]}}
END
sed 's/measured last year/measured this year/' measured.yaml >again.yaml
COLUMNS=120 "$FLOPCAST" compare measured.yaml tiny-small again.yaml --data "$DATA" --hardware card --devices 8 \
    --region here
