# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" sweep tiny-large --data data --hardware card --over region=here,there --over pue=1.1:1.3:3 --samples 500
