# shellcheck shell=sh
# The rows so far stay, the document is closed, and the process ends as Ctrl-C ends one.
cp -R "$DATA" data
# interrupt LINES ARGS...: shows so many lines of the end.
interrupt() {
    lines=$1
    shift
    {
        # shellcheck disable=SC2016  # the inner shell's own number
        sh -c 'echo $$ >pid; exec "$FLOPCAST" "$@" 2>messages' sh "$@"
        echo "exit $?" >status
    } | {
        read -r _
        kill -INT "$(cat pid)"
        cat >rest
    }
    cat status
    sed "s/after [0-9]* of/after so many of/" messages
    sed "s/partial: [0-9,]* of/partial: so many of/" rest | tail -n "$lines"
}
grid="--over utilization=0.1:0.9:10000 --over pue=1:2:1000 --metric time_h"
# shellcheck disable=SC2086  # several words
{
    interrupt 5 sweep tiny-small --data data --hardware card $grid --format json
    interrupt 4 sweep tiny-small --data data --hardware card $grid
    interrupt 0 sweep tiny-small --data data --hardware card $grid --format csv
}
