# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" sweep tiny-small --data data --hardware card --over region=here,there --over "pue=1.2, triangular(1.1, 1.2, 1.6)" --samples 100 --metric time_h,co2e_kg --format csv
"$FLOPCAST" sweep tiny-small --data data --hardware card --over carbon_intensity=0.1kg/kWh:0.3kg/kWh:3 --format csv
