# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
cp -R "$DATA" data
say sweep tiny-small --data data --hardware card --over model.width=32,64,4*32 --over model.layers=2:6:3 --metric parameters,time_h,memory_per_device_gib
say sweep tiny-small --data data --hardware card --over model=tiny-small,tiny-large --over devices=8:32:3
say sweep tiny-small --data data --hardware card --over model.width=32,65536 --over devices=1,2
printf "inputs: {measured_power: 2 kW}\nregion: here\n" >plan.yaml
say sweep plan.yaml --data data --over measured_time=1h:3h:3
