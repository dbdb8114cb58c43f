#!/usr/bin/env bash
# Golden tests of the command line, after zstd's cli-tests.
#
#   tests/cli/run.sh FLOPCAST [CASE...]             run the cases (all of them); FLOPCAST is the program
#   tests/cli/run.sh --update FLOPCAST [CASE...]    write what the program says now as what it must say
#
# A case is cases/NAME.sh, run by sh in an empty folder of its own with
#   FLOPCAST  the program          ROOT  the source tree          DATA  tests/cli/data, a small data folder
# and beside it NAME.stdout and NAME.stderr (exact; absent: nothing may be said) and NAME.exit (absent: 0). A case that
# exits with 77 is skipped. A case whose exit status is 2 must leave standard output empty.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$here/../.." && pwd)
update=no
if [[ ${1:-} == --update ]]; then
    update=yes
    shift
fi
if [[ $# -lt 1 || ! -x $1 ]]; then
    echo "usage: tests/cli/run.sh [--update] FLOPCAST [CASE...]" >&2
    exit 2
fi
FLOPCAST=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
DATA=$here/data
shift
export FLOPCAST ROOT DATA
# What the environment of a person or of ctest could change in the output.
unset FLOPCAST_DATA ARGP_HELP_FMT POSIXLY_CORRECT
export LC_ALL=C COLUMNS=80 TERM=dumb

names=("$@")
if [[ $# -eq 0 ]]; then
    mapfile -t names < <(cd "$here/cases" && find . -maxdepth 1 -name '*.sh' -printf '%f\n' | sed 's/\.sh$//' | sort)
fi

scratch=$(mktemp -d)
# shellcheck disable=SC2064  # the folder is known now
trap "rm -rf '$scratch'" EXIT
passed=0 failed=0 skipped=0

# keep FILE GOLDEN: FILE becomes GOLDEN; an empty one means none.
keep() {
    if [[ -s $1 ]]; then
        cp "$1" "$2"
    else
        rm -f "$2"
    fi
}

# differs WHAT FILE GOLDEN: prints how FILE differs from GOLDEN, if it does.
differs() {
    local golden=$3
    [[ -f $golden ]] || golden=/dev/null
    ! diff -u --label "$1 wanted" --label "$1 found" "$golden" "$2"
}

run_case() {
    local name=$1 code=0 bad=no golden=$here/cases/$1
    if [[ ! -f $golden.sh ]]; then
        echo "FAILED $name: there is no such case"
        failed=$((failed + 1))
        return
    fi
    rm -rf "$scratch/work"
    mkdir "$scratch/work"
    (cd "$scratch/work" && exec timeout 120 sh -u "$golden.sh") >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || code=$?
    if [[ $code -eq 77 ]]; then
        echo "skipped $name: $(cat "$scratch/stdout")"
        skipped=$((skipped + 1))
        return
    fi
    if [[ $code -eq 0 ]]; then : >"$scratch/exit"; else echo "$code" >"$scratch/exit"; fi
    if [[ $update == yes ]]; then
        for what in stdout stderr exit; do
            keep "$scratch/$what" "$golden.$what"
        done
    fi
    for what in stdout stderr exit; do
        if differs "$name.$what" "$scratch/$what" "$golden.$what"; then
            bad=yes
        fi
    done
    if [[ $code -eq 2 && -s $scratch/stdout ]]; then
        echo "$name: exit status 2, yet something was written to standard output"
        bad=yes
    fi
    if grep -qF -e "$ROOT" -e "$scratch" "$scratch/stdout" "$scratch/stderr"; then
        echo "$name: the output holds a path of this machine"
        bad=yes
    fi
    if [[ $bad == yes ]]; then
        echo "FAILED $name"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}

for name in "${names[@]}"; do
    run_case "$name"
done
if [[ $skipped -gt 0 ]]; then
    echo "$skipped skipped"
fi
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
