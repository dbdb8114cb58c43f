# shellcheck shell=sh
# A model of the data folder is printed as it is read: the variant laid over its family.
"$FLOPCAST" import tiny-large --data "$DATA"
