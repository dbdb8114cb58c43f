# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
printf 'programme: p\nwork:\n  - {name: a, plan: tiny-smal, seeds: 5}\n  - {name: b, fraction_of: [c], fraction: 120 %%}\n' >one.yaml
printf 'programme: p\nwork: []\ncontingency: 150 %%\n' >two.yaml
refuse search one.yaml --data data
refuse search two.yaml --data data
refuse search missing.yaml --data data
refuse search data/regions/here.yaml --data data
refuse search one.yaml --samples auto --data data
