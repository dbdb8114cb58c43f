# shellcheck shell=sh
# A plan that does not fit is compared all the same, and it is said.
"$FLOPCAST" compare gpt2-xl gpt2 --data "$ROOT" --hardware v100 --metric time_h --set utilization=0.3 \
    --set 'goodput=uniform(0.8, 0.9)'
