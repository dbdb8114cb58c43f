# shellcheck shell=sh
# A region whose figures the plan states itself changes nothing: that is said.
cp -R "$DATA" data
"$FLOPCAST" sweep tiny-small --data data --hardware card --set pue=1.2 --over region=here,there
