# shellcheck shell=sh
# A mistake that leaves a tree to go on with is still a mistake: nothing on standard output, exit 2.
mkdir -p data/models && printf 'model: twice\nparameters: 5\nparameters: 6\n' >data/models/twice.yaml
"$FLOPCAST" list models --data data
