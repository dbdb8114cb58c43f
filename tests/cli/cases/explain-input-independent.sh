# shellcheck shell=sh
"$FLOPCAST" explain step_time_residual
