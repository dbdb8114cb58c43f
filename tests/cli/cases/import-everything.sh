# shellcheck shell=sh
# Each config counts the same before and after it was imported.
for config in "$ROOT"/tests/configs/*.json; do
    name=$(basename "$config" .json)
    "$FLOPCAST" import "$config" --data "$ROOT" >"$name.yaml" || echo "$name: import failed"
    for model in "$config" "$name.yaml"; do
        # Images have no sequence.
        "$FLOPCAST" layers "$model" --data "$ROOT" --sequence 64 --format csv 2>said ||
            "$FLOPCAST" layers "$model" --data "$ROOT" --format csv || echo "$name: layers failed"
    done >"$name.counts"
    lines=$(wc -l <"$name.counts")
    head -n $((lines / 2)) "$name.counts" >wanted
    tail -n $((lines / 2)) "$name.counts" >found
    cmp -s wanted found || echo "$name: not the same"
    [ "$lines" -gt 6 ] || echo "$name: nothing was counted"
done
