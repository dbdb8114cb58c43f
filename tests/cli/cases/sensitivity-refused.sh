# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
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
refuse sensitivity
refuse sensitivity plan.yaml --data data --samples 0
refuse sensitivity plan.yaml --data data --samples auto
refuse sensitivity plan.yaml --data data --shifts 1
refuse sensitivity plan.yaml --data data --paths 1
refuse sensitivity plan.yaml --data data --metric co2e
refuse sensitivity plan.yaml --data data --method sobal
refuse sensitivity plan.yaml --data data --group site=pue,carbon
refuse sensitivity plan.yaml --data data --group site=pue --group grid=pue
refuse sensitivity plan.yaml --data data --group site
refuse sensitivity nowhere.yaml --data data
