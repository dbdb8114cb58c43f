# shellcheck shell=sh
# An input changes no count: setting one here is a mistake.
cp -R "$DATA" data
"$FLOPCAST" layers tiny-small --data data --set pue=1.2
