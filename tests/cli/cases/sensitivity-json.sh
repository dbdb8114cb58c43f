# shellcheck shell=sh
cp -R "$DATA" data
cat >plan.yaml <<'PLAN'
plan: a decoder of two blocks on eight cards
model: tiny-small
hardware: {device: card, devices: 8}
region: here
inputs:
  pue: {triangular: [1.1, 1.2, 1.6]}
  carbon_intensity: {lognormal: [430 gCO2e/kWh, 0.3]}
PLAN
"$FLOPCAST" sensitivity plan.yaml --data data --metric time_h,co2e_kg --samples 64 --shifts 3 --paths 5 --format json
