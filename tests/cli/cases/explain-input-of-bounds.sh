# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
say explain carbon_intensity
say explain measured_time
say explain utilization
