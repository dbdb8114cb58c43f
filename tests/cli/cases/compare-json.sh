# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" compare tiny-small tiny-large --data data --hardware card --region there --samples 3000 --seed 7 \
    --sampling sobol --metric parameters,time_h,co2e_kg --format json
