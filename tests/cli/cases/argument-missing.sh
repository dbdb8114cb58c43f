# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
for command in layers estimate reproduce check list explain; do
    refuse "$command"
done
