# shellcheck shell=sh
cp -R "$DATA" data
mkdir more out
for name in one two "a/../b <c>"; do
    printf 'programme: %s\nwork: [{name: a, cost: 10 USD}, {name: b, cost: {uniform: [1 USD, 3 USD]}}]\n' "$name" \
        >"$(printf '%s' "$name" | tr -c '[:lower:]' '-').yaml"
done
cp one.yaml more/again.yaml
# A file for each, named after it; of one name the second has its file's name too; and an overview.
"$FLOPCAST" report ./*.yaml more/again.yaml --data data --samples 1000 -o out/ --format json
ls out
sed -n '/programmes/,/]/p' out/overview.json
# One document of all of them.
"$FLOPCAST" report one.yaml two.yaml --data data --samples 1000 -o both.md
grep '^#' both.md
