# shellcheck shell=sh
# A size that is there and has a bad value is not also "no such size". (The golden is written by hand.)
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
for setting in pue =1.2 pue= pue=0.9 pue=abc pue=nan 'pue=1.2 W' power_device=250 utilisation=0.3 \
    'utilization=triangle(0.1, 0.2, 0.3)' 'utilization=triangular(0.3, 0.2, 0.1)' 'utilization=triangular(0.1)' \
    'utilization=triangular(0.1, 0.2, 0.3' 'utilization={triangular: [0.1, 0.2' 'pue=[1.1]' 'pue=!!float 1.1' \
    model.widht=64 model.width=1.5 model.width=0 model.heads=7 'model.width=2 * hedas' model.=3; do
    refuse estimate tiny-small --data data --hardware card --set "$setting"
done
refuse estimate tiny-small --data data --hardware card --set pue=1.2 --set goodput=0.9 --set pue=1.3
refuse layers tiny-small --data data --set model.width=64 --set model.width=64
