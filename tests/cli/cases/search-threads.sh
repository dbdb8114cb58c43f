# shellcheck shell=sh
cp -R "$DATA" data
for threads in 1 2 3; do
    "$FLOPCAST" search "$ROOT/tests/cli/programme.yaml" --data data --samples 20000 --threads $threads --format json |
        cksum
done
