# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
# The same bytes from any number of threads.
for threads in 1 2 7; do
    "$FLOPCAST" plan "$ROOT/tests/cli/goal.yaml" --data data --budget '900 USD' --deadline '30 d' --carbon '10 kg' \
        --region eu --samples 1500 --threads $threads --format json >"$threads.json"
    cmp 1.json "$threads.json" && echo "$threads threads: the same"
done
