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
cat >correlated.yaml <<'PLAN'
plan: correlated
model: tiny-small
hardware: {device: card, devices: 8}
region: here
inputs: {pue: {triangular: [1.1, 1.2, 1.6]}, trials: {poisson: 20}, step_time_residual: {lognormal: [1, 0.2]}}
correlations: {[utilization, power_device]: 0.6}
PLAN
say sensitivity plan.yaml --data data --metric co2e_kg --group site=pue,carbon_intensity --group idle=goodput
say sensitivity correlated.yaml --data data --metric energy_kwh,tokens,water_l --samples 300
