#!/usr/bin/env bash
# How long proposals take, by the clock on the wall: a programme of 40 work packages with 100,000 samples each in all
# seven formats, and a batch of 1,000 small programmes with as many samples each.
#
#   bench/report.sh FLOPCAST [THREADS]
set -euo pipefail
export LC_ALL=C

if [[ $# -lt 1 || ! -x $1 ]]; then
    echo "usage: bench/report.sh FLOPCAST [THREADS]" >&2
    exit 2
fi
flopcast=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
threads=${2:-2}
scratch=$(mktemp -d)
# shellcheck disable=SC2064  # the folder is known now
trap "rm -rf '$scratch'" EXIT
cd "$scratch"
mkdir small out

readonly top='hardware: {device: v100, devices: 8}
region: us-2018
inputs: {pue: {triangular: [1.1, 1.3, 1.6]}, utilization: {triangular: [0.2, 0.3, 0.45]}}
contingency: 10 %
work:'

{
    echo "programme: forty packages"
    echo "$top"
    for i in $(seq 40); do
        echo "  - name: package $i"
        echo "    plan: bert-base"
        echo "    seeds: {uniform: [$i, $((i + 5))]}"
        echo "    inputs: {utilization: {triangular: [0.2, 0.3, 0.$((40 + i))]}}"
    done
} >forty.yaml
for i in $(seq 1000); do
    {
        echo "programme: small $i"
        echo "$top"
        echo "  - {name: search, plan: bert-base, search: {random: {trials: {uniform: [20, 40]}}}, fraction: 10 %}"
        echo "  - {name: final runs, plan: bert-base, seeds: 5}"
        echo "  - {name: failed runs, fraction_of: [search, final runs], fraction: {uniform: [0.1, 0.5]}}"
        echo "  - {name: annotation, cost: 12000 USD}"
    } >"small/$i.yaml"
done

# timed WHAT COMMAND...
timed() {
    local what=$1 from to
    shift
    from=$(date +%s%N)
    "$@"
    to=$(date +%s%N)
    awk -v what="$what" -v ns="$((to - from))" 'BEGIN { printf "%-56s %8.2f s\n", what, ns / 1e9 }'
}

formats=(html pdf tex md csv json xlsx)
all=()
for format in "${formats[@]}"; do
    all+=(-o "out/forty.$format")
done
timed "40 packages x 100,000 samples, seven formats at once" \
    "$flopcast" report forty.yaml --samples 100000 --threads "$threads" "${all[@]}"
for format in "${formats[@]}"; do
    timed "40 packages x 100,000 samples, $format alone" \
        "$flopcast" report forty.yaml --samples 100000 --threads "$threads" -o "out/forty.$format"
done
mkdir batch
timed "1,000 programmes x 100,000 samples, a page each" \
    "$flopcast" report small/*.yaml --threads "$threads" -o batch/
