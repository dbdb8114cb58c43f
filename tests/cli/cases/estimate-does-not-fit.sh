# shellcheck shell=sh
# The answer is no: by how much, after the whole estimate, with exit status 1.
"$FLOPCAST" estimate gpt2-xl --data "$ROOT" --hardware v100 --devices 1 --format csv >bill.csv
status=$?
grep -c . bill.csv
exit "$status"
