# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
refuse estimate tiny-small --data data --devices 0
refuse estimate tiny-small --data data --devices -8
refuse estimate tiny-small --data data --devices 1.5
refuse estimate tiny-small --data data --devices many
refuse estimate tiny-small --data data --devices 1e13
refuse estimate tiny-small --data data --devices 1e400
refuse estimate tiny-small --data data --devices nan
refuse estimate tiny-small --data data --devices ''
refuse estimate tiny-small --data data --samples 0
refuse estimate tiny-small --data data --seed -1
refuse layers tiny-small --data data --batch 0
refuse layers tiny-small --data data --sequence long
