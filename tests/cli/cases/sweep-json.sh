# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" sweep tiny-small --data data --hardware card --over region=here,there --over "pue=1.2, triangular(1.1, 1.2, 1.6)" --samples 100 --metric time_h,co2e_kg --format json
"$FLOPCAST" sweep tiny-small --data data --hardware bare --over carbon_intensity=100gCO2e/kWh:300gCO2e/kWh:101 --metric mfu,co2e_kg --format json | grep -v "\"carbon_intensity\": [0-9]*[1-9],"
