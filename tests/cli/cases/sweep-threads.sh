# shellcheck shell=sh
cp -R "$DATA" data
for threads in 1 2 3 7; do
    "$FLOPCAST" sweep tiny-small --data data --hardware card --over pue=1:2:5 --over region=here,there --over "utilization=0.1,uniform(0.1, 0.4)" --over model.width=32,64 --samples 5000 --threads $threads --format json >$threads.json
    "$FLOPCAST" sweep tiny-small --data data --hardware card --over pue=1:2:1000 --threads $threads --format csv >$threads.csv
done
for threads in 2 3 7; do
    cmp 1.json $threads.json && cmp 1.csv $threads.csv && echo the same with $threads threads
done
wc -l <1.json
wc -l <1.csv
