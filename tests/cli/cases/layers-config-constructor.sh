# shellcheck shell=sh
# The call that makes a model of torchvision, as a config.
cp "$ROOT/tests/configs/torchvision-alexnet.json" . && "$FLOPCAST" layers torchvision-alexnet.json --data "$ROOT"
