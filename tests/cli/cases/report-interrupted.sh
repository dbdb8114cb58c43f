# shellcheck shell=sh
# Ctrl-C ends a batch in the middle of a programme, and leaves nothing behind.
cp -R "$DATA" data
mkdir all
timeout --preserve-status -s INT -k 4 1 \
    "$FLOPCAST" report "$ROOT/tests/cli/programme.yaml" "$ROOT/tests/cli/programme.yaml" --data data \
    --samples 40000000 -o all -o all.html
echo "exit $?"
ls -A all
ls
