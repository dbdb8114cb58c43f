# shellcheck shell=sh
cp -R "$DATA" data
COLUMNS=120 "$FLOPCAST" sweep tiny-large --data data --hardware card --over region=here,there --over "pue=1.2,triangular(1.1, 1.2, 1.6)" --samples 500 --sampling sobol --seed 7
