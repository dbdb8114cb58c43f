# shellcheck shell=sh
{
    sleep 0.5 # until the reader is gone
    "$FLOPCAST" list inputs 2>messages
    echo "exit $?" >status
} | :
while [ ! -s status ]; do sleep 0.1; done
cat messages status
