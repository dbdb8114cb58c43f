# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
refuse explain utilisation
refuse explain co2
refuse explain energy
