#!/usr/bin/env bash
# Opens pages that flopcast writes in Debian's Chromium and checks what only a browser can tell (check.mjs).
#
#   tests/pages/run.sh DEMO_PROGRAM FLOPCAST_PROGRAM BUILD_FOLDER
#
# playwright-core is installed into BUILD_FOLDER from the lock file, once: the first run needs the npm registry.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here demo=$1 flopcast=$2 build=$3

die() {
    echo "pages: $*" >&2
    exit 1
}

need() { command -v "$1" >/dev/null || die "$1 is missing; on Debian: apt-get install $2 (./dev test does it)"; }

need node nodejs
need npm npm
need chromium chromium

# The modules are those of the lock file that lies beside them.
mkdir -p "$build"
if ! cmp -s "$here/package-lock.json" "$build/installed-lock.json"; then
    cp "$here/package.json" "$here/package-lock.json" "$build/"
    if ! (cd "$build" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1 \
        --loglevel=error) >"$build/npm.log" 2>&1; then
        cat "$build/npm.log" >&2
        die "npm ci failed: playwright-core could not be installed (is the npm registry reachable?)"
    fi
    cp "$here/package-lock.json" "$build/installed-lock.json"
fi

pages=()
for name in demo hostile plain; do
    "$demo" "$name" >"$build/$name.html"
    pages+=("$build/$name.html")
done
"$flopcast" estimate bert-base --hardware v100 --region us-2018 --samples 2000 --format html >"$build/estimate.html"
"$flopcast" layers bert-base --format html >"$build/layers.html"
"$flopcast" regions bert-base --hardware v100 --region de --only eu --samples 500 --format html >"$build/regions.html"
# Proposals as people write them: one, a hostile one, and two of them in one file.
"$flopcast" report bench/programmes/translation.yaml --samples 2000 -o "$build/proposal.html"
"$flopcast" report tests/pages/hostile.yaml --samples 500 -o "$build/proposal-hostile.html"
"$flopcast" report bench/published/olmo2.yaml bench/published/olmo3.yaml --samples 500 -o "$build/proposals.html"
for name in estimate layers regions proposal proposal-hostile proposals; do pages+=("$build/$name.html"); done

cp "$here/check.mjs" "$build/"
exec node "$build/check.mjs" "${pages[@]}"
