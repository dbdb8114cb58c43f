# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
for hours in 1 6 24 30; do
    COLUMNS=110 "$FLOPCAST" regions tiny-small --data data --hardware card --region us --samples 1 --hours $hours |
        sed -n '/When to run/,/^$/p; /when to run\|whole days\|one training/,/^  -/p'
done
"$FLOPCAST" regions tiny-small --data data --hardware card --samples 1 --hours 6 --only fr,pl | grep -A1 'when to run'
