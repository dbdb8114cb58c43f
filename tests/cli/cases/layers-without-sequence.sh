# shellcheck shell=sh
cp -R "$DATA" data
printf 'model: mine\nlayers:\n  - embedding: {vocabulary: 10, width: 4}\n' >mine.yaml
"$FLOPCAST" layers mine.yaml --data data
