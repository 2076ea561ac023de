#!/usr/bin/env bash
# A sweep of 64 points, killed with SIGKILL three times and started again, beside the same sweep left alone: same bytes, and
# the wall time of the one left alone over its parts. Usage: kill_and_resume.sh OUT.json [DIES [IMAGES]]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(realpath -m "$1")
dies=${2:-100}
images=${3:-500}
folder=$root/results/bars/sweep_64
grid=(adc.bits=4:7:1 device.sigma_within=0.1:0.4:0.1 device.sigma_die=0.1:0.4:0.1)
program=${KINTSUGI_PROGRAM:-$root/build/fast/testbench/cli/kintsugi-cli}
cd "$root"
command -v sqlite3 >/dev/null || { echo "kill_and_resume: found no sqlite3; install the package sqlite3" >&2; exit 2; }
rm -rf "$folder"
mkdir -p "$folder" "$(dirname "$out")"
# The sweep itself is the program, so that it can be killed; the launcher builds what is missing of it.
[[ -n ${KINTSUGI_PROGRAM:-} ]] || ./kintsugi list >/dev/null

sweep() { "$program" sweep fashion_mlp "${grid[@]}" --dies "0:$dies" --images "$images" --quiet --jobs 2 --out "$folder/$1"; }
kept() { sqlite3 "file:$folder/killed/sweep.sqlite?mode=ro" 'SELECT count(*) FROM dies' 2>/dev/null || echo 0; }
dump() { sqlite3 "$folder/$1/sweep.sqlite" .dump | sort; }

sweep whole
kills=0
for share in 10 45 80; do
  "$program" sweep fashion_mlp "${grid[@]}" --dies "0:$dies" --images "$images" --quiet --jobs 2 --out "$folder/killed" &
  pid=$!
  until [[ $(kept) -ge $((64 * dies * share / 100)) ]]; do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.5
  done
  if kill -9 "$pid" 2>/dev/null; then kills=$((kills + 1)); fi
  wait "$pid" 2>/dev/null || true
done
sweep killed

different=0
for file in sweep.csv sweep.json report.html; do
  cmp "$folder/whole/$file" "$folder/killed/$file" || different=$((different + 1))
done
cmp <(dump whole) <(dump killed) || different=$((different + 1))
points=$(($(wc -l <"$folder/whole/sweep.csv") - 1))
ratio=$(sed -n 's/.*"wall_over_parts": \([0-9.e+-]*\).*/\1/p' "$folder/whole/timing.json")
printf '{"points": %d, "dies": %d, "kills": %d, "different_files": %d, "wall_over_parts": %s}\n' \
  "$points" "$dies" "$kills" "$different" "$ratio" >"$out"
cat "$out"
[[ $kills = 3 && $different = 0 ]]
