# shellcheck shell=sh
cp -R "$DATA" data
set --
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
    set -- "$@" --set pue=1.1 --set goodput=0.9 --set pue=1.2 --set goodput=0.8 --set "pue=1.$i"
done
"$FLOPCAST" estimate tiny-small --data data "$@"
