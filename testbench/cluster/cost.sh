#!/usr/bin/env bash
# What a die costs, by network, engine, cores and shards: slopes between FEW and MANY dies of each scenario, so that a start
# is a start and a die a die; and what a million dies would take from them. With PAGE, its table between the markers
# `<!-- dies -->` is replaced. KINTSUGI_COST_SCENARIOS names other scenarios than the default ones.
# Usage: cost.sh OUT.json [PAGE [FEW [MANY]]]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(realpath -m "$1") page=${2:-} few=${3:-4} many=${4:-24}
program=${KINTSUGI_PROGRAM:-$root/build/fast/testbench/cli/kintsugi-cli}
cd "$root"
[[ -n ${KINTSUGI_PROGRAM:-} ]] || ./kintsugi list >/dev/null
export KINTSUGI_ROOT=$root
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$(dirname "$out")"

# "WALL CPU" of a command, seconds; few dies meet no expectation, so 1 is as good as 0.
TIMEFORMAT='%R %U %S'
seconds() { { time { "$program" "$@" --quiet >/dev/null 2>&1 || [[ $? = 1 ]]; }; } 2>&1 | awk '{ print $1, $2 + $3 }'; }
bytes() { find "$1" -type f -printf '%s\n' | awk '{ n += $1 } END { print n }'; }

rows=()
for scenario in ${KINTSUGI_COST_SCENARIOS:-fashion_mlp fashion_lenet fashion_lenet_b_sparse}; do
  for engine in fast cosim; do
    at=$folder/$scenario.$engine
    for dies in "$few" "$many"; do
      common=(run "$scenario" --engine "$engine" --dies "0:$dies")
      one=$(seconds "${common[@]}" --jobs 1 --shard 1/1 --out "$at.$dies.shard")
      two=$(seconds "${common[@]}" --jobs 2 --out "$at.$dies.two")
      merge=$(seconds merge "$at.$dies.shard" --out "$at.$dies.merged")
      echo "$dies $one $two $merge $(bytes "$at.$dies.shard") $(bytes "$at.$dies.merged")"
    done >"$at.rows"
    # WALL CPU of one core, WALL CPU of two, WALL CPU of the merge, bytes.
    rows+=("$scenario $engine $(awk '
      { for (i = 1; i <= NF; i++) v[NR, i] = $i }
      function slope(i) { return (v[2, i] - v[1, i]) / (v[2, 1] - v[1, 1]) }
      END { s = slope(3); start = v[1, 3] - s * v[1, 1]
            printf "%.5f %.5f %.3f %.6f %.0f %.0f", s, slope(4), (start > 0 ? start : 0), slope(7), slope(8), slope(9) }' "$at.rows")")
  done
done

printf '%s\n' "${rows[@]}" | awk -v few="$few" -v many="$many" '
  BEGIN { printf "{\"dies\": [%d, %d], \"rows\": [", few, many }
  { printf "%s\n{\"scenario\": \"%s\", \"engine\": \"%s\", \"cpu_s\": %s, \"wall_s_on_2\": %s, \"start_s\": %s, \"merge_s\": %s, ", (NR > 1 ? "," : ""), $1, $2, $3, $4, $5, $6
    printf "\"shard_bytes\": %d, \"merged_bytes\": %d, \"million_core_h\": %.1f, \"million_gb\": %.2f}", $7, $8, 1e6 * ($3 + $6) / 3600, 1e6 * ($7 + $8) / 1e9 }
  END { print "]}" }' >"$out"
cat "$out"
[[ -n $page ]] || exit 0

grep -q '^<!-- dies -->$' "$page" || { echo "cost: found no line <!-- dies --> in $page" >&2; exit 2; }
{
  echo "| scenario | engine | s a die, 1 core | 2 cores | start of a shard, s | bytes a die, shard + merged | 10^6 dies: core hours | GB | 200 shards of 1 core, hours |"
  echo "|---|---|---|---|---|---|---|---|---|"
  printf '%s\n' "${rows[@]}" | awk '{ printf "| `%s` | %s | %.3f | %.3f | %.2f | %d + %d | %.0f | %.1f | %.1f |\n", $1, $2, $3, $4, $5, $7, $8,
    1e6 * ($3 + $6) / 3600, 1e6 * ($7 + $8) / 1e9, (1e6 / 200 * $3 + $5 + 1e6 * $6) / 3600 }'
} >"$folder/table"
awk -v table="$folder/table" '
  $0 == "<!-- dies -->" { print; if (!inside) { while ((getline line < table) > 0) print line }; inside = !inside; next }
  !inside' "$page" >"$folder/page"
cp "$folder/page" "$page"
