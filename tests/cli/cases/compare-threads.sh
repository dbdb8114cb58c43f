# shellcheck shell=sh
# The same bytes from any number of threads.
for threads in 1 2 3 7; do
    "$FLOPCAST" compare tiny-small tiny-large --data "$DATA" --hardware card --region there --samples 60000 \
        --set 'step_time_residual=lognormal(1, 0.2)' --set 'trials={poisson: 3}' --threads $threads --format json \
        >"$threads.json"
    cmp 1.json "$threads.json" && echo "$threads threads: the same"
done
