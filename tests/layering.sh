#!/usr/bin/env bash
# Checks that the rooms of sim/ only depend downwards and that symbols carry the name of their file.
#
#   tests/layering.sh SOURCE_ROOT [BUILD_DIR]    check the sources, and with BUILD_DIR the objects too
#   tests/layering.sh --self-check               plant violations in a scratch tree; each must be found
set -euo pipefail
export LC_ALL=C

# A room may include itself and rooms of a lower rank. Rooms of one rank never include each other.
readonly ranks='base=0 read=1 quantity=2 workload=3 machine=3 search=3 plan=4 estimate=5 sampling=6 uncertainty=7 figure=7 report=8 cli=9'
readonly yaml_user='sim/read/yaml_tree.c'
readonly openmp_user='sim/uncertainty/pool.c'

# Prints one line per violation in the sources under the current directory.
check_sources() {
    find sim tests bench -name '*.[ch]' 2>/dev/null | sort | awk '
        { name = $0; sub(/.*\//, "", name) }
        name ~ /^(util|utils|common|types|helpers|misc)\.[ch]$/ {
            print $0 ": a file called " name " says nothing about what is in it; name it after its subject"
        }' || true
    # shellcheck disable=SC2016  # the program is awk's
    find sim -name '*.[ch]' -type f -print0 | sort -z |
        xargs -0 -r awk -v ranks="$ranks" -v yaml_user="$yaml_user" -v openmp_user="$openmp_user" '
        function complain(text) { print FILENAME ":" FNR ": " text }
        BEGIN {
            count = split(ranks, pairs, " ")
            for (i = 1; i <= count; i++) {
                split(pairs[i], pair, "=")
                rank[pair[1]] = pair[2]
            }
        }
        FNR == 1 {
            parts = split(FILENAME, path, "/")
            room = path[2]
            known = parts >= 3 && room in rank
            if (!known) complain("is not in a known room (" ranks ")")
        }
        /^[ \t]*#[ \t]*include[ \t]*["<]/ {
            target = $0
            sub(/^[ \t]*#[ \t]*include[ \t]*/, "", target)
            quoted = substr(target, 1, 1) == "\""
            target = substr(target, 2)
            sub(/[">].*/, "", target)
            if (target == "yaml.h" && FILENAME != yaml_user) complain("only " yaml_user " may include <yaml.h>")
            if (target == "omp.h" && FILENAME != openmp_user) complain("only " openmp_user " may include <omp.h>")
            other = target
            sub(/\/.*/, "", other)
            if (!(other in rank) || other == target) {
                if (quoted && target != "yaml.h" && target != "omp.h")
                    complain("includes \"" target "\"; write \"room/file.h\" with a known room")
            } else if (known && other != room && rank[other] >= rank[room]) {
                complain("room " room " must not include \"" target "\": " other \
                    (rank[other] == rank[room] ? " stands beside it" : " stands above it"))
            }
        }
        (/^[ \t]*#[ \t]*pragma[ \t]+omp/ || /_Pragma[ \t]*\([ \t]*"omp/) && FILENAME != openmp_user {
            complain("only " openmp_user " may use OpenMP pragmas")
        }'
}

# Prints one line per violation in the objects under $1, the build directory.
check_objects() {
    local build=$1 source object objects=()
    while IFS= read -r source; do
        case $source in
        sim/cli/*) object=$build/CMakeFiles/flopcast.dir/$source.o ;;
        *) object=$build/CMakeFiles/flopcast-core.dir/$source.o ;;
        esac
        if [[ -f $object ]]; then
            objects+=("$object")
        else
            echo "$source: has no object in $build; build first"
        fi
    done < <(find sim -name '*.c' -type f | sort)
    [[ ${#objects[@]} -gt 0 ]] || return 0
    # Names that begin with two underscores or a dot come from the compiler (sanitizers, gcov, OpenMP).
    nm -A -P -g --defined-only "${objects[@]}" | awk '
        {
            cut = index($0, ".c.o: ")
            file = substr($0, 1, cut + 1)
            sub(/.*\.dir\//, "", file)
            stem = file
            sub(/.*\//, "", stem)
            sub(/\.c$/, "", stem)
            split(substr($0, cut + 6), field, " ")
            symbol = field[1]
            if (symbol ~ /^(__|\.)/ || symbol == stem || index(symbol, stem "_") == 1) next
            print file ": global symbol " symbol " must be called " stem " or begin with " stem "_ (or be static)"
        }'
}

check() {
    local root=$1 build=${2:-} violations
    if [[ -n $build ]]; then
        build=$(cd "$build" && pwd)
    fi
    cd "$root"
    if [[ ! -d sim ]]; then
        echo "layering: no directory sim under $root" >&2
        return 1
    fi
    violations=$(check_sources && if [[ -n $build ]]; then check_objects "$build"; fi)
    if [[ -n $violations ]]; then
        echo "$violations" >&2
        echo "layering: $(wc -l <<<"$violations") violation(s)" >&2
        return 1
    fi
    echo "layering: ok ($(find sim -name '*.[ch]' | wc -l) files${build:+, symbols checked})"
}

self_check() {
    local scratch failures=0
    scratch=$(mktemp -d)
    # shellcheck disable=SC2064  # the directory is known now
    trap "rm -rf '$scratch'" EXIT

    # expect GOOD|BAD WHAT FILE TEXT: a tree holding FILE with TEXT passes or fails.
    expect() {
        local wanted=$1 what=$2 file=$3 text=$4 got=GOOD object
        rm -rf "$scratch/tree"
        mkdir -p "$scratch/tree/sim/base" "$scratch/tree/$(dirname "$file")"
        printf 'int text_length(void);\nint text_length(void) { return 0; }\n' >"$scratch/tree/sim/base/text.c"
        printf '%s\n' "$text" >"$scratch/tree/$file"
        local build=
        if [[ ${5:-} == compile ]]; then
            build=$scratch/tree/build
            for source in sim/base/text.c "$file"; do
                object=$build/CMakeFiles/flopcast-core.dir/$source.o
                [[ $source == sim/cli/* ]] && object=$build/CMakeFiles/flopcast.dir/$source.o
                mkdir -p "$(dirname "$object")"
                "${CC:-cc}" -c -o "$object" "$scratch/tree/$source"
            done
        fi
        (check "$scratch/tree" "$build") >"$scratch/output" 2>&1 || got=BAD
        if [[ $got != "$wanted" ]]; then
            echo "layering self-check: $what: expected $wanted, got $got" >&2
            cat "$scratch/output" >&2
            failures=$((failures + 1))
        fi
    }

    expect GOOD "downward include" sim/plan/a.c '#include "machine/b.h"'
    expect GOOD "own room" sim/plan/a.c '#include "plan/a.h"'
    expect GOOD "system header" sim/plan/a.c '#include <gsl/gsl_math.h>'
    expect GOOD "yaml.h in its place" "$yaml_user" '#include <yaml.h>'
    expect GOOD "omp.h in its place" "$openmp_user" $'#include <omp.h>\n#pragma omp parallel'
    expect BAD "upward include" sim/base/a.c '#include "plan/b.h"'
    expect BAD "upward include in a header" sim/estimate/a.h '  #  include "report/b.h"'
    expect BAD "upward include in angle brackets" sim/estimate/a.h '#include <uncertainty/b.h>'
    expect BAD "workload includes machine" sim/workload/a.c '#include "machine/b.h"'
    expect BAD "machine includes workload" sim/machine/a.c '#include "workload/b.h"'
    expect BAD "search includes workload" sim/search/a.c '#include "workload/b.h"'
    expect BAD "include without a room" sim/plan/a.c '#include "a.h"'
    expect BAD "relative include" sim/plan/a.c '#include "../base/text.h"'
    expect BAD "unknown room" sim/attic/a.c 'int a;'
    expect BAD "file outside the rooms" sim/a.c 'int a;'
    expect BAD "yaml.h elsewhere" sim/read/a.c '#include <yaml.h>'
    expect BAD "omp.h elsewhere" sim/uncertainty/a.c '#include <omp.h>'
    expect BAD "OpenMP pragma elsewhere" sim/estimate/a.c ' #pragma omp parallel for'
    expect BAD "OpenMP _Pragma elsewhere" sim/estimate/a.c '_Pragma("omp parallel") {}'
    expect BAD "file named utils" sim/base/utils.h ''
    expect BAD "file named helpers in tests" tests/helpers.c ''
    expect GOOD "symbol with the file's name" sim/workload/layer_attention.c 'int layer_attention;' compile
    expect GOOD "static symbol" sim/plan/a.c 'static int b; int *a_get(void) { return &b; }' compile
    expect GOOD "main in main.c" sim/cli/main.c 'int main(void) { return 0; }' compile
    expect BAD "symbol of another name" sim/plan/a.c 'int b_get(void) { return 0; }' compile
    expect BAD "global variable of another name" sim/plan/a.c 'int ab;' compile
    expect BAD "main elsewhere" sim/cli/cmd_run.c 'int main(void) { return 0; }' compile

    if [[ $failures -gt 0 ]]; then
        echo "layering self-check: $failures failure(s)" >&2
        return 1
    fi
    echo "layering self-check: ok"
}

case ${1:-} in
--self-check) self_check ;;
'' | -*)
    echo "usage: $0 SOURCE_ROOT [BUILD_DIR] | --self-check" >&2
    exit 2
    ;;
*) check "$@" ;;
esac
