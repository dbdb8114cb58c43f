# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
refuse sweep tiny-small --data data --hardware card --over utilization=0.2,0.3 --format pdf
