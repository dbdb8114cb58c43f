#!/bin/bash
# The README shows real output: each ```console block holds one command and what it prints, and this runs them; each
# ```yaml block is a file that `flopcast check` accepts.
#   readme.sh FLOPCAST README           compares, exit 1 on a difference
#   readme.sh --update FLOPCAST README  writes the console blocks anew
set -u
update=no
if [ "${1:-}" = --update ]; then
  update=yes
  shift
fi
flopcast=$(realpath "$1") readme=$(realpath "$2")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Names in messages are relative to the working directory, so the commands run in a folder that looks like a clone.
for folder in models hardware regions bench; do ln -s "$root/$folder" "$scratch/$folder"; done
cd "$scratch" || exit 1
export COLUMNS=80 FLOPCAST_DATA=.
inside=no yaml=0
while IFS= read -r line || [ -n "$line" ]; do
  case "$inside" in
  no)
    [ "$line" = '```console' ] && inside='command'
    [ "$line" = '```yaml' ] && inside=yaml yaml=$((yaml + 1)) && : >"block-$yaml.yaml"
    ;;
  'command')
    printf '%s\n' "$line"
    command=${line#\$ }
    bash -c "${command//.\/dev run/$flopcast}" 2>&1
    inside=output
    continue
    ;;
  output)
    [ "$line" = '```' ] || continue
    inside=no
    ;;
  yaml) if [ "$line" = '```' ]; then inside=no; else printf '%s\n' "$line" >>"block-$yaml.yaml"; fi ;;
  esac
  printf '%s\n' "$line"
done <"$readme" >README.new
[ "$update" = yes ] && cp README.new "$readme"
passed=0 failed=0
if diff -u "$readme" README.new; then passed=1; else failed=1; fi
for block in block-*.yaml; do
  if "$flopcast" check "$block" >/dev/null; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
