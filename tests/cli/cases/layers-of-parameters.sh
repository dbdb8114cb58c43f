# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
say layers only-parameters --data data --sequence 2048
say layers only-parameters --data data --sequence 2048 --format json
