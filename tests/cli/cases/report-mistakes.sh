# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
printf 'programme: p\nwork: [{name: a, cost: 10 USD}]\n' >good.yaml
printf 'programme: p\n' >idle.yaml
printf 'programme: p\nwork: [{name: a, fraction_of: [a], fraction: 10 %%}]\n' >self.yaml
printf 'programme: p\nwork: [{name: a, cost: 10 USD}]\ncontingency: 150 %%\n' >much.yaml
mkdir out
refuse report idle.yaml --data data -o out/a.html
refuse report self.yaml --data data -o out/a.html
refuse report much.yaml --data data -o out/a.html
refuse report good.yaml --data data -o nowhere/a.html
refuse report good.yaml --data data -o nowhere/
refuse report good.yaml --data data -o out/a.doc
refuse report good.yaml --data data -o report
refuse report good.yaml --data data -o out/a.md -o out/a.md
refuse report good.yaml --data data -o out/a.md -o ./out/../out/a.md
refuse report good.yaml --data data --format pdf
refuse report good.yaml --data data --samples auto
refuse report good.yaml --data data --samples 1000000000000
refuse report good.yaml idle.yaml much.yaml --data data -o out/ --format json
refuse report good.yaml good.yaml good.yaml --data data -o out/ --format json
# Nothing was written, half or whole.
ls -A out
