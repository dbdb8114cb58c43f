# shellcheck shell=sh
cp -R "$DATA" data
{
    printf 'plan: many\nmodel: tiny-small\ninputs:\n'
    i=0
    while [ "$i" -lt 60 ]; do
        printf '  unknown%d: 1\n' "$i"
        i=$((i + 1))
    done
} >plan.yaml
"$FLOPCAST" check plan.yaml --data data 2>&1 >/dev/null | grep -e ' error: ' -e more | cut -c1-60
