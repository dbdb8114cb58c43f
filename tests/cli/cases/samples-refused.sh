# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
refuse estimate tiny-small --data data --samples 0
refuse estimate tiny-small --data data --samples 1e18
refuse estimate tiny-small --data data --samples lots
refuse estimate tiny-small --data data --samples auto --until co2_kg=1%
refuse estimate tiny-small --data data --samples auto --until co2e_kg
refuse estimate tiny-small --data data --samples auto --until 'co2e_kg=5 kWh'
refuse estimate tiny-small --data data --samples auto --until co2e_kg=0%
refuse estimate tiny-small --data data --until co2e_kg=1%
refuse estimate tiny-small --data data --quantiles 0.5,2
refuse estimate tiny-small --data data --quantiles half
refuse estimate tiny-small --data data --samples 1 --quantiles 0.01
refuse estimate tiny-small --data data --samples 1 --save-samples kept
refuse estimate tiny-small --data data --sampling halton
refuse estimate tiny-small --data data --save-samples kept
refuse estimate tiny-small --data data --hardware card --set "pue=uniform(1, 2)" --save-samples no/such/folder
refuse estimate tiny-small --data data --save-samples kept --save-format xls
refuse estimate tiny-small --data data --hardware card --set pue=1.2 --set pue=1.3
refuse estimate tiny-small --data data --hardware card --set 'utilization=uniform(0.2, 1.4)'
refuse estimate tiny-small --data data --hardware card --set 'utilization=normal(0.5, 0.4)'
refuse estimate tiny-small --data data --hardware card --set 'pue=interval90(1.6, 1.1)'
refuse estimate tiny-small --data data --hardware card --set 'trials=discrete(1: 0.5, 2: 0.4)'
ls
