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
run() {
    "$FLOPCAST" sensitivity plan.yaml --data data --samples 5000 --format json "$@"
}
run --threads 1 >one
for threads in 2 3 7; do
    run --threads "$threads" >other
    cmp one other
done
run --seed 1 >other
cmp one other
run --seed 2 >other
cmp -s one other || echo "another seed, other numbers"
