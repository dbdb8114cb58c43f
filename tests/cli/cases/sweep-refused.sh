# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
on() { refuse sweep tiny-small --data data "$@"; }
on
on --over utilization
on --over utilization=
on --over utilisation=0.2,0.3
on --over utilization=0.2,,0.3
on --over utilization=0.2,1.3
on --over utilization=0.2:1.3:4
on --over "utilization=0.2, triangular(0.1, 0.2, 1.5)"
on --over "utilization=0.1:uniform(0.2, 0.3):3"
on --over utilization=0.2:0.3
on --over utilization=0.2:0.3:1
on --over utilization=0.2:0.3:2.5
on --over utilization=0.2:0.2:3
on --over utilization=0.2:0.3:1e12
on --over utilization=0.2:0.3:1000000 --over pue=1:2:1000000
on --over utilization=0.2,0.3 --over utilization=0.4
on --over utilization=0.2,0.3 --set utilization=0.4
on --over hardware=card,bare --hardware card
on --over region=here,there --region here
on --over devices=1,2 --devices 2
on --over power_device=200,300
on --over devices=8,8.5
on --over devices=8:16:4
on --over devices=0,1
on --over devices=1:100000000:100000000
on --over region=here,three
on --over region=here:there:2
on --over hardware=card,crad
on --over model=tiny-small,tiny-huge
on --over model.widht=32,64
on --over model.width=32,34
on --over model.width=32,many
on --over model.width=32,0 --over pue=1,2
on --over model=tiny-small,tiny-large --over pue=1,2 --samples auto
on --over pue=1,2 --metric time
on --over pue=1,2 --samples 0
printf "device: slow\nsource: made up\npeak: {int8: 1 TFLOP/s}\nmemory: {capacity: 1 GiB}\npower: {tdp: 9 W}\n" >data/hardware/slow.yaml
printf "model: tiny-small\ntraining: {precision: int8}\n" >plan.yaml
refuse sweep plan.yaml --data data --over hardware=slow,card
refuse sweep nothing --data data --over pue=1,2
