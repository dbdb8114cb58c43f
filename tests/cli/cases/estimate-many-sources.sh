# shellcheck shell=sh
# Eighty phases, each with a source of its own: the last is cited like the first.
{
    printf 'model: %s\nhardware: {device: %s}\ntraining:\n  phases:\n' tiny-small card
    i=1
    while [ "$i" -le 80 ]; do
        echo "    - {source: recipe $i, sequence: 64, batch: 8, steps: 10}"
        i=$((i + 1))
    done
} >plan.yaml
"$FLOPCAST" estimate plan.yaml --data "$DATA" | grep -E '(phase|recipe) (1|64|80)( |$)'
