# shellcheck shell=sh
# More devices than a step has sequences, and a measured time that no device can reach: both are said.
cp -R "$DATA" data
"$FLOPCAST" estimate tiny-small --data data --hardware card --devices 100 --set 'measured_time=1 us' --format json |
    sed -n '/"warnings"/,$p'
