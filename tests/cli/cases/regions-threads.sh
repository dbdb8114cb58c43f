# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
# The same bytes from any number of threads.
for threads in 1 2 3 7; do
    "$FLOPCAST" regions tiny-small --data data --hardware card --region us --samples 60000 \
        --set 'step_time_residual=lognormal(1, 0.2)' --set 'trials={poisson: 3}' --threads $threads --format json \
        >"$threads.json"
    cmp 1.json "$threads.json" && echo "$threads threads: the same"
done
