# shellcheck shell=sh
cp -R "$DATA" data
for format in table json csv; do
    for values in 3 3000; do
        { "$FLOPCAST" sweep tiny-small --data data --hardware card --over pue=1:2:$values --format $format >/dev/full; } 2>&1
        echo "exit $?"
    done
done
