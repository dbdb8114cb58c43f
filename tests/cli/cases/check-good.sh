# shellcheck shell=sh
cp -R "$DATA" data
cd data && "$FLOPCAST" check --data . models/tiny.yaml models/reader.yaml hardware/card.yaml regions/here.yaml \
    regions/factors-plain.yaml bench/published/paper.yaml --sources
