# shellcheck shell=sh
# For cases of regions: . "$ROOT/tests/cli/world.sh" makes `data`, the small data folder with a world of regions: clean,
# dirty, cheap and dear ones, such as know their hours, their water, their contracts, and such as know little.
cp -R "$DATA" data

# region NAME LINES: writes data/regions/NAME.yaml.
region() {
    printf 'region: %s\nsource: made up for the tests of the command line\n%b' "$1" "$2" >"data/regions/$1.yaml"
}

# Clean at noon in the first, clean at night in the second, which knows every month.
noon='120 g/kWh, 120 g/kWh, 120 g/kWh, 120 g/kWh, 120 g/kWh, 120 g/kWh, 110 g/kWh, 100 g/kWh, 80 g/kWh, 60 g/kWh, 40 g/kWh, 20 g/kWh, 20 g/kWh, 20 g/kWh, 40 g/kWh, 60 g/kWh, 80 g/kWh, 100 g/kWh, 120 g/kWh, 130 g/kWh, 140 g/kWh, 140 g/kWh, 130 g/kWh, 120 g/kWh'
day='90 g/kWh, 90 g/kWh, 90 g/kWh, 90 g/kWh, 90 g/kWh, 100 g/kWh, 110 g/kWh, 120 g/kWh, 130 g/kWh, 130 g/kWh, 130 g/kWh, 130 g/kWh, 130 g/kWh, 130 g/kWh, 130 g/kWh, 130 g/kWh, 130 g/kWh, 120 g/kWh, 110 g/kWh, 100 g/kWh, 90 g/kWh, 80 g/kWh, 80 g/kWh, 80 g/kWh'
june='60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 50 g/kWh, 50 g/kWh, 50 g/kWh, 50 g/kWh, 50 g/kWh, 50 g/kWh, 50 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh, 60 g/kWh'
region fr "description: France\nyear: 2023\ncarbon_intensity: {triangular: [40 gCO2e/kWh, 50 gCO2e/kWh, 80 gCO2e/kWh]}\nelectricity_price: 0.11 USD/kWh\n"
region pl "description: Poland\nyear: 2023\ncarbon_intensity: {triangular: [600 gCO2e/kWh, 650 gCO2e/kWh, 700 gCO2e/kWh]}\nelectricity_price: 0.16 USD/kWh\n"
region no "description: Norway\nyear: 2022\ncarbon_intensity: 30 gCO2e/kWh\nelectricity_price: 0.05 USD/kWh\nhourly: {carbon_intensity: [$day]}\n"
region us "description: United States\nyear: 2023\ncarbon_intensity: {triangular: [360 gCO2e/kWh, 370 gCO2e/kWh, 390 gCO2e/kWh]}\nelectricity_price: 0.08 USD/kWh\n"
region us-ca "description: California\nyear: 2023\ncarbon_intensity: 200 gCO2e/kWh\nelectricity_price: 0.19 USD/kWh\nhourly: {carbon_intensity: [$noon]}\n"
region gcp-us-west1 "description: 'Cloud us-west1, Oregon'\nyear: 2024\ncarbon_intensity: 80 gCO2e/kWh\ncarbon_intensity_market: 10 gCO2e/kWh\npue: 1.1\nelectricity_price: 0.075 USD/kWh\nwue: 1.1 L/kWh\n"
region gcp-europe-west9 "description: 'Cloud europe-west9, Paris'\nyear: 2024\ncarbon_intensity: 16 gCO2e/kWh\npue: 1.1\nwue: {uniform: [0.2 L/kWh, 0.9 L/kWh]}\n"
region gcp-europe-west2 "description: 'Cloud europe-west2, London'\nyear: 2024\ncarbon_intensity: 150 gCO2e/kWh\npue: 1.1\nhourly: {carbon_intensity: [[$day], [$day], [$day], [$day], [$day], [$june], [$day], [$day], [$day], [$day], [$day], [$day]]}\n"
region aws-eu-west-2 "description: 'Web Services eu-west-2, London'\ncarbon_intensity: {triangular: [140 gCO2e/kWh, 200 gCO2e/kWh, 260 gCO2e/kWh]}\npue: 1.15\nelectricity_price: 0.2 USD/kWh\n"
