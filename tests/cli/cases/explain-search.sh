# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
for search in grid random successive_halving hyperband asha bayesian median_stopping population evolution one_shot \
    folds seeds ablation learning_rate ladder; do
    say explain "$search"
done
