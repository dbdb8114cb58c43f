# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
# A programme of which nothing is known has nothing to show, and says no sentence without a number.
printf 'programme: nothing is known\nwork: [{name: a, model: {parameters: 1000}}]\n' >nothing.yaml
say report nothing.yaml --data data --format md | head -12
# Next to nothing is no nonsense.
printf 'programme: next to nothing\nwork: [{name: a, model: tiny-small, hardware: card, region: here, runs: 5e-324}]\n' >next.yaml
say report next.yaml --data data --samples 100 --format md | head -12
# What is refused leaves nothing behind.
printf 'programme: p\nwork: [{name: a, fraction_of: [b], fraction: 0.5}, {name: b, fraction_of: a, fraction: 120 %%}]\n' >self.yaml
refuse report self.yaml --data data -o all.html -o all.pdf -o all.xlsx
head -c 9000000 /dev/zero | tr '\0' x | sed 's/^/programme: /' >long.yaml
refuse report long.yaml --data data -o all.html
# Nor does a disk that is full. (2 KiB: what an OpenMP runtime keeps of its own must have room.)
for format in html md tex csv json pdf txt; do
    (ulimit -f 4 && "$FLOPCAST" report "$ROOT/tests/cli/programme.yaml" --data data --samples 100 -o "all.$format" 2>&1
        echo "exit $?") | cat
done
ls
