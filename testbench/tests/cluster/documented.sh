#!/usr/bin/env bash
# Runs the blocks of docs/cluster.md in a folder of its own.
# Usage: documented.sh REPOSITORY KINTSUGI
set -euo pipefail

repository=$1 program=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KINTSUGI_ROOT=$repository
cd "$work"
ln -s "$program" kintsugi
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$repository/docs/cluster.md" >commands
[[ $(wc -l <commands) -ge 7 ]] || { echo "docs/cluster.md has lost its commands"; exit 1; }
bash -euo pipefail commands

for folder in both night/merged; do
  [[ $(tail -n +2 "results/$folder/dies.csv" | wc -l) = 6 ]] || { echo "results/$folder lacks dies"; exit 1; }
done
cmp results/both/dies.csv results/night/merged/dies.csv
