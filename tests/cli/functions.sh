# shellcheck shell=sh
# For cases of several runs: . "$ROOT/tests/cli/functions.sh"

# say ARGS...: runs flopcast ARGS..., its messages among its output, and says how it ended.
say() {
    echo "$ flopcast $*"
    "$FLOPCAST" "$@" 2>&1
    echo "exit $?"
    echo
}

# refuse ARGS...: flopcast ARGS... must write nothing to standard output; shows the messages and the exit status.
refuse() {
    echo "$ flopcast $*"
    { "$FLOPCAST" "$@" >refused.out; } 2>&1
    echo "exit $?"
    if [ -s refused.out ]; then
        echo "WRITTEN TO STANDARD OUTPUT:"
        cat refused.out
    fi
    echo
}
