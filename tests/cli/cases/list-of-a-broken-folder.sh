# shellcheck shell=sh
cp -R "$DATA" data
printf 'model: broken\nlayers: []\n' >data/models/broken.yaml
printf 'a: b: c\n' >data/models/unreadable.yaml
printf 'not a model\n' >data/models/notes.txt
"$FLOPCAST" list models --data data
