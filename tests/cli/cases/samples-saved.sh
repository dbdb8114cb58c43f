# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
cp "$ROOT/tests/cli/uncertain.yaml" .
"$FLOPCAST" estimate uncertain.yaml --data data --samples 1000 --save-samples kept --quantiles 0.01,0.999 --format csv | head -n 1
cat kept/manifest.json
find kept -type f -printf '%s %f\n' | sort -k 2
refuse estimate uncertain.yaml --data data --save-samples kept
# A full disk: nothing that looks whole is left.
(
    ulimit -f 64
    "$FLOPCAST" estimate uncertain.yaml --data data --samples 100000 --save-samples full
    echo "exit $?"
)
ls full 2>/dev/null || echo nothing is left
