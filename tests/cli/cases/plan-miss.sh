# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
cp "$ROOT/tests/cli/goal.yaml" .
# Nothing meets one limit; each limit is met somewhere and not together; nowhere to run; one question alone.
say plan goal.yaml --data data --budget '20 USD' --region fr --samples 1000
say plan goal.yaml --data data --carbon '500 g' --deadline '5 h' --region eu --hardware card --samples 1000 --for cheapest
say plan goal.yaml --data data --budget '455 USD' --deadline '28.8 h' --devices 4 --samples 1000 --for cheapest
say plan only-parameters --data data --budget '1000000 USD' --hardware card,bare --devices 8 --samples 1000
say plan goal.yaml --data data --budget 50 --samples 1000 --for most-trials --region fr
say plan goal.yaml --data data --budget 9 --hardware bare
say plan reader --data data --energy '5 MWh' --hardware card --devices 2 --for largest-model --samples 1000
