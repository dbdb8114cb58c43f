# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" estimate tiny-small --data data --hardware card --set pue=1.2 --set goodput=90% \
    --set 'utilization=triangular(0.2, 0.3, 0.45)' --set 'power_device={uniform: [180 W, 220 W]}' \
    --set 'carbon_intensity=0.954 lb/kWh' --set electricity_price=0.10USD/kWh --set 'price_device=lognormal(2 USD/h, 0.2)' \
    --set model.width=64 --format json
