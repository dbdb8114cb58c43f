# shellcheck shell=sh
cd "$ROOT" && "$FLOPCAST" estimate bert-base --hardware v100 --devices 64 --region us-2018
