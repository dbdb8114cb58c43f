# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
refuse reproduce papre --data data
refuse reproduce data/models/tiny.yaml --data data
