# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
refuse estimate tiny-small --hardware
refuse list inputs --format
