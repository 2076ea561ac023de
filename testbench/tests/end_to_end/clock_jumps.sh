#!/usr/bin/env bash
# A run on a machine whose clock is set back and forth by decades: the same bytes. Usage: clock_jumps.sh PROGRAM
set -euo pipefail

program=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
library=$(echo /usr/lib/*/faketime/libfaketime.so.1)
[[ -f $library ]] || { echo "clock_jumps: install the package faketime" >&2; exit 1; }

run() { "$program" run fashion_mlp --engine fast --dies 0:40 --images 500 --jobs 2 --die-timeout 60 --out "$scratch/$1" >"$scratch/$1.out" 2>&1; }
run still && expected=0 || expected=$?

clock=$scratch/clock
echo '@2030-01-01 00:00:00' >"$clock"
with_clock() {
  export LD_PRELOAD=$library FAKETIME_NO_CACHE=1 DONT_FAKE_MONOTONIC=1 FAKETIME_TIMESTAMP_FILE=$clock
  "$@"
}
[[ $(with_clock date +%Y) = 2030 ]] || { echo "clock_jumps: the clock cannot be set" >&2; exit 1; }
with_clock run jumping &
pid=$!
jumps=0
while kill -0 $pid 2>/dev/null; do
  for year in 1999 2060 2020; do echo "@$year-01-01 00:00:00" >"$clock.new" && mv "$clock.new" "$clock"; done
  jumps=$((jumps + 3))
  sleep 0.05
done
wait $pid && status=0 || status=$?
[[ $status = "$expected" ]] || { cat "$scratch/jumping.out" >&2; exit 1; }
[[ $jumps -gt 6 ]] || { echo "clock_jumps: only $jumps jumps" >&2; exit 1; }
for file in dies.csv summary.json junit.xml report.html; do cmp "$scratch/still/$file" "$scratch/jumping/$file"; done
if grep 'try 1' "$scratch/jumping.out" || grep ' left$' "$scratch/jumping.out" | grep -E -- '-|e\+'; then exit 1; fi
