# shellcheck shell=sh
# Water, the making of the hardware and contracts for energy, of which the device and the region state a part.
cp -R "$DATA" data
cat >data/hardware/made.yaml <<'END'
device: made
source: made up for this test
peak: {fp16: 100 TFLOP/s}
power: {device: 200 W, host: {cpu: 90 W, dram: 60 W}}
node: {devices: 4, embodied: 800 kgCO2e}
embodied: {value: 150 kgCO2e, source: a life cycle assessment}
utilization: 40 %
END
cat >data/regions/wet.yaml <<'END'
region: wet
source: made up for this test
carbon_intensity: 400 gCO2e/kWh
carbon_intensity_market: 50 gCO2e/kWh
wue: {value: 1.8 L/kWh, source: an annual report}
END
cat >plan.yaml <<'END'
plan: Three trainings and all that they leave
model: {model: known, parameters: 1e9, training: {precision: fp16, tokens: 2e10}}
hardware: {device: made, devices: 8}
region: wet
inputs: {trials: 3}
END
"$FLOPCAST" estimate plan.yaml --data data
