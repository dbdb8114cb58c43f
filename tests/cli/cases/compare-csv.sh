# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" compare tiny-small tiny-large --data data --hardware card --region there --samples 3000 --sampling latin \
    --metric power_w,co2e_kg --format csv
