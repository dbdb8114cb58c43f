# shellcheck shell=sh
cp -R "$DATA" data
cp "$ROOT/tests/cli/programme.yaml" .
# One run, every format; what is there already is replaced, and nothing else is left beside it.
mkdir out
echo old >out/a.json
"$FLOPCAST" report programme.yaml --data data --samples 1000 -o out/a.html -o out/a.pdf -o out/a.tex -o out/a.md \
    -o out/a.csv -o out/a.json -o out/a.xlsx -o out/a.txt
ls out
for file in out/*; do
    head -c 4 "$file" | tr -d '\n'
    echo
done
# The same as on standard output, but for the command line that it tells.
"$FLOPCAST" report programme.yaml --data data --samples 1000 --format csv | cmp - out/a.csv
"$FLOPCAST" report programme.yaml --data data --samples 1000 -o - --format csv --threads 2 | cmp - out/a.csv
