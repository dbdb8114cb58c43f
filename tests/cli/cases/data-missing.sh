# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
mkdir empty
refuse list models --data nowhere
refuse list models --data empty
FLOPCAST_DATA=elsewhere
export FLOPCAST_DATA
refuse list models
