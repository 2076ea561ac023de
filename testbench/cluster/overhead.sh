#!/usr/bin/env bash
# What shards and the database cost: processor time, user and system, of fast dies as one run and as shards with their merge,
# over that of the same dies in worker processes without a file. Beside it, what those processes cost over one for all.
# ROUNDS rounds take turns; the middle one counts. Usage: overhead.sh OUT.json [DIES [IMAGES [SHARDS [ROUNDS [FOLDER]]]]]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(realpath -m "$1") dies=${2:-1000} images=${3:-500} shards=${4:-4} rounds=${5:-3}
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
one_process() { "$bare" "$scenario" "$dies" "$images"; }
engine_alone() { "$bare" "$scenario" "$dies" "$images" processes; }
one_run() { kintsugi "${common[@]}" --out "$folder/$1/whole"; }
in_shards() {
  local i
  for ((i = 1; i <= shards; i++)); do kintsugi "${common[@]}" --shard "$i/$shards" --out "$folder/$1/$i"; done
  "$program" merge "$folder/$1"/[0-9]* --quiet --out "$folder/$1/merged" || [[ $? = 1 ]]
}

# Processor seconds of a command and all that it started.
TIMEFORMAT='%U %S'
seconds() { { time "$@" >/dev/null 2>"$folder/log"; } 2>&1 | awk '{ print $1 + $2 }'; }
middle() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for ((round = 1; round <= rounds; round++)); do
  floor=$(seconds engine_alone)
  run=$(seconds one_run "$round")
  split=$(seconds in_shards "$round")
  single=$(seconds one_process)
  cmp "$folder/$round/whole/dies.csv" "$folder/$round/merged/dies.csv"
  echo "$floor $run $split $single"
done >"$folder/rounds"
percent() { awk "{ print 100 * (\$$1 / \$1 - 1) }" "$folder/rounds" | middle; }
printf '{"dies": %d, "images": %d, "shards": %d, "rounds": %d, "engine_alone_s": %s, "run_s": %s, "shards_s": %s, "run_percent": %s, "shards_percent": %s, "processes_percent": %s}\n' \
  "$dies" "$images" "$shards" "$rounds" "$(awk '{ print $1 }' "$folder/rounds" | middle)" \
  "$(awk '{ print $2 }' "$folder/rounds" | middle)" "$(awk '{ print $3 }' "$folder/rounds" | middle)" \
  "$(percent 2)" "$(percent 3)" "$(awk '{ print 100 * ($1 / $4 - 1) }' "$folder/rounds" | middle)" >"$out"
cat "$out"
