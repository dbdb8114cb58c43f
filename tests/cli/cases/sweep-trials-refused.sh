# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
refuse sweep tiny-small --data data --hardware card --set 'step_time_residual=lognormal(1, 0.1)' --over trials=1:1e9:3
refuse sweep tiny-small --data data --hardware card --set trials=2e5 --over 'step_time_residual=1,lognormal(1, 0.1)'
