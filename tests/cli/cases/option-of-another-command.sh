# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
refuse list models --hardware card
refuse check --batch 3 x.yaml
refuse explain pue --corrected
