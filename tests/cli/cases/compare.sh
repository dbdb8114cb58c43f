# shellcheck shell=sh
# What the plans share moves both alike, so the ratio knows nothing of it; what each trial has of its own does not.
"$FLOPCAST" compare tiny-small tiny-large --data "$DATA" --hardware card --devices 8 --region there \
    --set 'step_time_residual=lognormal(1, 0.5)'
