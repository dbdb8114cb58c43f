# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
for COLUMNS in 1 60 80 120 1000 wide -5 ''; do
    export COLUMNS
    echo "COLUMNS=$COLUMNS"
    say explain pue
done
