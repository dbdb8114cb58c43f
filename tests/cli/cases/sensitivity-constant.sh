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
for format in table json csv; do
    say sensitivity tiny-small --data data --format "$format"
done
