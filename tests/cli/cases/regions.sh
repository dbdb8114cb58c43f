# shellcheck shell=sh
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
"$FLOPCAST" regions --rank tiny-small --data data --hardware card --devices 8 --region us --top 4
