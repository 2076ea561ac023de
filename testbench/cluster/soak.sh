#!/usr/bin/env bash
# Whether memory grows with dies: a run of DIES dies in ENGINE, and every tenth of a second how many of them are finished,
# what its process holds and the most that its workers, a process a die, were seen to hold of their own meanwhile: anonymous
# pages, for how much of the program a short life maps is the page cache's affair. Growth is the most that was held behind die
# FROM, over what was held at it; of workers, the most of the last quarter over that of as many dies behind FROM.
# Usage: soak.sh OUT.json ENGINE DIES FROM [IMAGES]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(realpath -m "$1") engine=$2 dies=$3 from=$4 images=${5:-20}
program=${KINTSUGI_PROGRAM:-$root/build/fast/testbench/cli/kintsugi-cli}
cd "$root"
command -v sqlite3 >/dev/null || { echo "soak: found no sqlite3; install the package sqlite3" >&2; exit 2; }
[[ -n ${KINTSUGI_PROGRAM:-} ]] || ./kintsugi list >/dev/null
export KINTSUGI_ROOT=$root
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$(dirname "$out")"

"$program" run fashion_mlp --engine "$engine" --dies "0:$dies" --images "$images" --quiet --out "$folder/run" &
pid=$!
finished() { sqlite3 "file:$folder/run/results.sqlite?mode=ro" 'SELECT count(*) FROM dies' 2>/dev/null || echo 0; }
# Sets `rss` and `own` of a process, kB; fails when it has gone.
held() {
  rss='' own=''
  local key value
  while read -r key value _; do
    case $key in VmRSS:) rss=$value ;; RssAnon:) own=$value && return ;; esac
  done 2>/dev/null <"/proc/$1/status"
  return 1
}
while kill -0 "$pid" 2>/dev/null; do
  count=$(finished)
  # Behind the last die results are written, which hold all of them.
  [[ $count -lt $dies ]] || break
  held "$pid" || continue
  held_now=$rss worker=0
  for _ in 1 2 3 4 5 6 7 8; do
    children=()
    read -ra children 2>/dev/null <"/proc/$pid/task/$pid/children" || true
    for child in "${children[@]}"; do
      if held "$child" && [[ $own -gt $worker ]]; then worker=$own; fi
    done
    sleep 0.01
  done
  echo "$count $held_now $worker"
done >"$folder/samples"
status=0
wait "$pid" || status=$?
[[ $status -le 1 ]] || { echo "soak: the run ended with status $status" >&2; exit 1; }

awk -v dies="$dies" -v from="$from" -v engine="$engine" '
  $1 < from { next }
  !base { base = $2; first = $1 }
  $2 > most { most = $2 }
  { last = $1; n++ }
  $3 && $1 < from + dies / 4 && $3 > early { early = $3 }
  $3 && $1 >= dies - dies / 4 && $3 > late { late = $3 }
  END {
    if (n < 3 || !base || !early || !late) { print "soak: too few samples" > "/dev/stderr"; exit 1 }
    printf "{\"engine\": \"%s\", \"dies\": %d, \"from\": %d, \"samples\": %d, \"last_sample\": %d, ", engine, dies, first, n, last
    printf "\"run_kb\": %d, \"run_most_kb\": %d, \"run_growth_percent\": %.3f, ", base, most, 100 * (most / base - 1)
    printf "\"worker_kb\": %d, \"worker_late_kb\": %d, \"worker_growth_percent\": %.3f}\n", early, late, 100 * (late / early - 1)
  }' "$folder/samples" >"$out"
cat "$out"
