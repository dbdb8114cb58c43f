# shellcheck shell=sh
# More than any config needs: refused before it is parsed.
{
    printf '{"model_type": "bert", "padding": "'
    head -c 20000000 /dev/zero | tr '\0' x
    printf '"}\n'
} >large.json
"$FLOPCAST" layers large.json --sequence 8 --data "$ROOT"
