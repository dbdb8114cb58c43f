# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
refuse estimate tiny-smal --data data
refuse estimate tiny --data data
refuse estimate nothing-of-the-kind --data data
refuse estimate nothing.yaml --data data
refuse estimate data/models --data data
refuse estimate data/hardware/card.yaml --data data
refuse estimate data/regions/here.yaml --data data
refuse estimate data/models/tiny.yaml --data data
refuse estimate data/models/tiny.yaml#tiny-huge --data data
refuse estimate tiny-small --data data --hardware crad
refuse estimate tiny-small --data data --hardware data/regions/here.yaml
refuse estimate tiny-small --data data --region three
refuse estimate '' --data data
refuse estimate ../tiny --data data
