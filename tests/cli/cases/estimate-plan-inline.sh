# shellcheck shell=sh
cp -R "$DATA" data
mkdir plans
cat >plans/inline.json <<'PLAN'
{"plan": "all inline", "model": {"base": "tiny-small", "sizes": {"layers": 8}},
 "training": {"precision": "bf16", "sequence": 64, "batch": 32, "steps": 1000},
 "hardware": {"device": {"device": "mine", "peak": {"bf16": 100 TFLOP/s}}, "devices": 20, "devices_per_node": 8},
 "region": "../data/regions/there.yaml"}
PLAN
"$FLOPCAST" estimate plans/inline.json --data data --set utilization=35%
