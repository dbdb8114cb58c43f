# shellcheck shell=sh
"$FLOPCAST" explain budget_usd --data "$ROOT"
