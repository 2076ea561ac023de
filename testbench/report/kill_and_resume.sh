#!/usr/bin/env bash
# A command killed with SIGKILL at random instants and started again until it is finished, beside the same command left alone:
# the same bytes, no row lost, no die worked on again. Once finished it begins anew, until it has been killed KILLS times.
# Usage: kill_and_resume.sh OUT.json KILLS COMMAND...   e.g. results/kills.json 200 run fashion_mlp --engine fast --verbose
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(realpath -m "$1")
kills_wanted=$2
shift 2
program=${KINTSUGI_PROGRAM:-$root/build/fast/testbench/cli/kintsugi-cli}
command -v sqlite3 >/dev/null || { echo "kill_and_resume: found no sqlite3; install the package sqlite3" >&2; exit 2; }
cd "$root"
# The program itself, so that it can be killed; the launcher builds what is missing of it.
[[ -n ${KINTSUGI_PROGRAM:-} ]] || ./kintsugi list >/dev/null
mkdir -p "$(dirname "$out")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
RANDOM=7

begin() {
  "$program" "$@" --out "$folder/$run" 2>>"$folder/$run.log" >/dev/null &
  pid=$!
}
# Status 1 says that a check failed, which is no matter here.
ended() { wait "$pid" || [[ $? = 1 ]]; }
database() { compgen -G "$folder/$1/*.sqlite" || true; }
# Of a copy: to look may mean to take back what the kill left half done.
rows() {
  [[ -n $(database "$run") ]] || return 0
  rm -rf "$folder/copy"
  cp -r "$folder/$run" "$folder/copy"
  sqlite3 "$(database copy)" 'SELECT * FROM dies' | sort
}
dump() { sqlite3 "$(database "$1")" .dump | sort; }
# Names of all files that follow from the dies.
files() { (cd "$folder/$1" && find . -type f ! -name timing.json ! -name '*.sqlite*' ! -name .lock | sort); }

run=whole
start=$(date +%s%N)
begin "$@"
ended
whole_us=$((($(date +%s%N) - start) / 1000))

kills=0 resumed=0 different=0 lost=0 twice=0
while [[ $kills -lt $kills_wanted ]]; do
  run=killed_$resumed
  : >"$folder/before"
  while [[ $kills -lt $kills_wanted ]]; do
    begin "$@"
    us=$((whole_us * RANDOM / 32768))
    sleep "$((us / 1000000)).$(printf %06d $((us % 1000000)))"
    kill -9 "$pid" 2>/dev/null || true
    status=0
    wait "$pid" 2>/dev/null || status=$?
    [[ $status = 137 ]] || break
    kills=$((kills + 1))
    rows >"$folder/after"
    lost=$((lost + $(comm -23 "$folder/before" "$folder/after" | wc -l)))
    mv "$folder/after" "$folder/before"
  done
  begin "$@"
  ended
  resumed=$((resumed + 1))
  cmp <(files whole) <(files "$run") || different=$((different + 1))
  for file in $(files whole); do cmp "$folder/whole/$file" "$folder/$run/$file" || different=$((different + 1)); done
  cmp <(dump whole) <(dump "$run") || different=$((different + 1))
  # --verbose says each die once it is kept.
  twice=$((twice + $(sed -n 's/^\[[0-9/]*\] \(die [0-9]*\) .*/\1/p' "$folder/$run.log" | sort | uniq -d | wc -l)))
  rm -rf "${folder:?}/$run"
done
printf '{"kills": %d, "resumed": %d, "different": %d, "lost": %d, "twice": %d}\n' \
  "$kills" "$resumed" "$different" "$lost" "$twice" | tee "$out"
[[ $((different + lost + twice)) = 0 ]]
