# shellcheck shell=sh
# One mistake, said once, however many variants show it. (The golden is written by hand.)
cp -R "$DATA" data
printf 'family: f\nvariants: {a: {description: A}, b: {description: B}}\nlayers:\n- embedding: {vocabulary: 9, width: 9}\n- mlp: {width: 9, width: 8}\n' >family.yaml
"$FLOPCAST" check family.yaml --data data
