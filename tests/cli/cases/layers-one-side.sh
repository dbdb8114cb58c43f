# shellcheck shell=sh
# Lengths that a model does not have.
"$FLOPCAST" layers resnet-50 --data "$ROOT" --sequence 128
"$FLOPCAST" layers gpt2 --data "$ROOT" --target 128
