# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
# The figures as a picture; what is no text is not for a terminal.
"$FLOPCAST" report "$ROOT/tests/cli/programme.yaml" --data data --samples 500 -o figures.png
head -c 8 figures.png | od -An -tx1
"$FLOPCAST" estimate tiny-small --data data --format png | head -c 8 | od -An -tx1
refuse report "$ROOT/tests/cli/programme.yaml" --data data --format png | sed 's|^\$.*programme.yaml|$ flopcast report programme.yaml|'
