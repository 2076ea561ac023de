#!/usr/bin/env bash
# What shards and the database cost: processor time, user and system, of fast dies as one run and as shards with their merge,
# over that of the same dies in worker processes without a file. Both sides of a ratio run at the same time, a core each, and
# then with their cores changed, so that whatever slows the machine slows both. The middle of ROUNDS rounds counts.
# Usage: overhead.sh OUT.json [DIES [IMAGES [SHARDS [ROUNDS [FOLDER]]]]]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(realpath -m "$1") dies=${2:-1000} images=${3:-500} shards=${4:-4} rounds=${5:-1}
scenario=${KINTSUGI_OVERHEAD_SCENARIO:-fashion_lenet}
program=${KINTSUGI_PROGRAM:-$root/build/fast/testbench/cli/kintsugi-cli}
bare=${KINTSUGI_BARE:-$root/build/fast/testbench/cluster/kintsugi-bare}
folder=$(realpath -m "${6:-$root/results/bars/overhead}")
cd "$root"
if [[ -z ${KINTSUGI_PROGRAM:-} ]]; then
  ./kintsugi list >/dev/null
  cmake --build build/fast --target kintsugi-bare >/dev/null
fi
export KINTSUGI_ROOT=$root
rm -rf "$folder"
mkdir -p "$folder" "$(dirname "$out")"

# Few dies meet no expectation: 1 is as good as 0 here.
kintsugi() { "$program" "$@" --quiet --jobs 1 || [[ $? = 1 ]]; }
common=(run "$scenario" --engine fast --dies "0:$dies" --images "$images")
engine_alone() { "$bare" "$scenario" "$dies" "$images"; }
one_run() { kintsugi "${common[@]}" --out "$folder/$1/whole"; }
in_shards() {
  local i
  for ((i = 1; i <= shards; i++)); do kintsugi "${common[@]}" --shard "$i/$shards" --out "$folder/$1/$i"; done
  "$program" merge "$folder/$1"/[0-9]* --quiet --out "$folder/$1/merged" || [[ $? = 1 ]]
}

# Processor seconds of a command and all that it started, on one core.
TIMEFORMAT='%U %S'
mapfile -t cores < <(taskset -pc $$ | sed 's/.*: //' | tr ',' '\n' | while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done)
seconds() {  # CORE COMMAND...
  local core=$1
  shift
  (
    taskset -pc "$core" "$BASHPID" >/dev/null
    { time "$@" >/dev/null 2>>"$folder/log"; } 2>&1 | awk '{ print $1 + $2 }'
  )
}
side_by_side() {  # ROUND FLOOR COMMAND -> seconds of both, over both cores
  local swap
  for swap in 0 1; do
    seconds "${cores[swap % ${#cores[@]}]}" "$2" >"$folder/floor.$swap" &
    seconds "${cores[(swap + 1) % ${#cores[@]}]}" "$3" "$1.$swap" >"$folder/above.$swap"
    wait
  done
  paste "$folder"/floor.? "$folder"/above.? | awk '{ print $1 + $2, $3 + $4 }'
}
middle() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for ((round = 1; round <= rounds; round++)); do
  run=$(side_by_side "$round" engine_alone one_run)
  split=$(side_by_side "$round" engine_alone in_shards)
  cmp "$folder/$round.0/whole/dies.csv" "$folder/$round.0/merged/dies.csv"
  echo "$run $split"
done >"$folder/rounds"
percent() { awk "{ print 100 * (\$$(($1 + 1)) / \$$1 - 1) }" "$folder/rounds" | middle; }
printf '{"dies": %d, "images": %d, "shards": %d, "rounds": %d, "engine_alone_s": %s, "run_percent": %s, "shards_percent": %s}\n' \
  "$dies" "$images" "$shards" "$rounds" "$(awk '{ print $1 / 2 }' "$folder/rounds" | middle)" \
  "$(percent 1)" "$(percent 3)" >"$out"
cat "$out"
