# shellcheck shell=sh
# shellcheck source=tests/cli/functions.sh
. "$ROOT/tests/cli/functions.sh"
# shellcheck source=tests/cli/world.sh
. "$ROOT/tests/cli/world.sh"
on() {
    refuse plan tiny-small --data data "$@"
}
on
on --budget 0
on --budget -5
on --budget '5 kWh'
on --budget 'all of it'
on --budget nan
on --deadline 60
on --deadline yesterday
on --carbon '2 L'
on --energy '1 W'
on --budget 5 --probability '100 %'
on --budget 5 --probability 0
on --budget 5 --probability -1
on --budget 5 --probability often
on --budget 5 --for cheapest,largest
on --budget 5 --region atlantis
on --budget 5 --hardware cart
on --budget 5 --hardware ,
on --budget 5 --devices 0
on --budget 5 --devices 8..4
on --budget 5 --devices 1..x
on --budget 5 --models tiny-larg
on --budget 5 --tokens-per-parameter 0
on --budget 5 --samples auto
on --budget 5 --samples 1000001
on --carbon '2 t'
refuse plan tiny-huge --data data --budget 5
refuse plan picture --data data --budget 5 --tokens-per-parameter 20
refuse plan --data data --budget 5
printf 'programme: p\nwork: [{name: a, cost: 500 USD}]\n' >people.yaml
refuse plan people.yaml --data data --budget 5 --for most-trials
say plan people.yaml --data data --budget 600
