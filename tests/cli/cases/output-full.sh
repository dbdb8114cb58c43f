# shellcheck shell=sh
cp -R "$DATA" data
full() {
    { "$FLOPCAST" "$@" --data data >/dev/full; } 2>&1
    echo "exit $?"
}
full estimate tiny-small
full estimate tiny-small --format json
full estimate tiny-small --format csv
full layers tiny-small
full check data/models/tiny.yaml
full reproduce paper
full explain pue
