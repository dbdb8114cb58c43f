# shellcheck shell=sh
cp -R "$DATA" data
cp "$ROOT/tests/cli/uncertain.yaml" .
for threads in 1 3; do
    "$FLOPCAST" estimate uncertain.yaml --data data --samples auto --until co2e_kg=0.5% --threads $threads --format csv |
        grep -E 'metric|co2e_kg'
done
"$FLOPCAST" estimate uncertain.yaml --data data --samples auto --until 'power_w=1 W' --sampling sobol --format csv |
    grep -E 'power_w'
