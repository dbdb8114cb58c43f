# shellcheck shell=sh
cp -R "$DATA" data
"$FLOPCAST" layers tiny-small --data data --set model.width=64 --set 'model.heads=width / 8' --format csv
