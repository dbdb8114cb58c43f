# shellcheck shell=sh
for words in --help help --version 'estimate --help' 'layers --usage'; do
    # shellcheck disable=SC2086  # words
    { "$FLOPCAST" $words >/dev/full; } 2>&1
    echo "exit $?"
done
