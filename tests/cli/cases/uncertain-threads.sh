# shellcheck shell=sh
# Every family of distributions, correlated inputs, luck of each trial: the same bits on any number of threads, and the
# first N of 2N samples are the same.
cp -R "$DATA" data
cp "$ROOT/tests/cli/uncertain.yaml" .
for sampling in random latin sobol; do
    for threads in 1 2 3 4 7; do
        "$FLOPCAST" estimate uncertain.yaml --data data --samples 20001 --threads $threads --sampling $sampling \
            --save-samples $sampling-$threads --format json >$sampling-$threads.json
        cmp $sampling-1.json $sampling-$threads.json
        for column in "$sampling-$threads"/*.npy; do
            cmp "$column" "$sampling-1/$(basename "$column")"
        done
    done
    "$FLOPCAST" estimate uncertain.yaml --data data --samples 40002 --sampling $sampling --save-samples $sampling-more \
        --save-format csv --format csv >/dev/null
    "$FLOPCAST" estimate uncertain.yaml --data data --samples 20001 --sampling $sampling --save-samples $sampling-fewer \
        --save-format csv --format csv >/dev/null
    head -n 20002 $sampling-more/samples.csv | cmp - $sampling-fewer/samples.csv && echo "$sampling: the first are the same"
done
cat random-1.json
head -n 3 random-fewer/samples.csv
