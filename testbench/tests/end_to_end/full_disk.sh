#!/usr/bin/env bash
# A disk that fills up or may not be written: one sentence, status 2, nothing lost, and the same bytes once there is room.
# Usage: full_disk.sh PROGRAM. File systems of its own need root; without, only limits on the size of a file are tried.
set -euo pipefail

program=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "full_disk: $*" >&2; exit 1; }

run() { "$program" run fashion_mlp --engine fast --dies 0:24 --images 50 --jobs 2 --quiet --out "$1" 2>"$scratch/said"; }
# refused FOLDER SENTENCE COMMAND...: status 2 and that one sentence.
refused() {
  local sentence=$1 status=0
  shift
  "$@" || status=$?
  [[ $status = 2 ]] || fail "$*: status $status, and not 2"
  [[ $(wc -l <"$scratch/said") = 1 ]] || fail "$*: said $(cat "$scratch/said")"
  grep -qE "$sentence" "$scratch/said" || fail "$*: said $(cat "$scratch/said")"
}
rows() { [[ ! -f $1/results.sqlite ]] || sqlite3 "file:$1/results.sqlite?mode=ro" 'SELECT * FROM dies' | sort; }
same_as_whole() {
  local file
  for file in dies.csv summary.json junit.xml parts.csv bins.csv report.html; do
    cmp "$scratch/whole/$file" "$1/$file" || fail "$1/$file differs"
  done
  cmp <(rows "$scratch/whole") <(rows "$1") || fail "the rows of $1 differ"
}
# goes_on FOLDER: what was kept is kept, and the rest follows.
goes_on() {
  rows "$1" >"$scratch/kept"
  run "$1" || [[ $? = 1 ]]
  [[ -z $(comm -23 "$scratch/kept" <(rows "$1")) ]] || fail "$1: lost a die"
  same_as_whole "$1"
}

run "$scratch/whole" || [[ $? = 1 ]]

limited() { (ulimit -f "$1" && run "$2"); }
for kilobytes in 8 40 90; do
  refused 'cannot (write|read|create)' limited $kilobytes "$scratch/limited_$kilobytes"
  goes_on "$scratch/limited_$kilobytes"
done
[[ $(wc -l <"$scratch/kept") -gt 0 ]] || fail "kept no die under the last limit"

# Again with disks of a few sizes, which end in the database, its log, or the reports.
with_disks() {
  local kilobytes
  for kilobytes in 60 120 200 300; do
    local disk=$scratch/disk_$kilobytes
    mkdir "$disk"
    mount -t tmpfs -o size=${kilobytes}k none "$disk"
    refused 'cannot (write|create)' run "$disk/run"
    mount -o remount,size=20m "$disk"
    goes_on "$disk/run"
    mount -o remount,ro "$disk"
    refused 'cannot write here \(Read-only file system\)' run "$disk/run"
    refused 'cannot create this folder \(Read-only file system\)' run "$disk/new"
    umount "$disk"
  done
}
if [[ ${2:-} = in_namespace ]]; then
  with_disks
elif unshare --mount true 2>/dev/null; then
  unshare --mount bash "${BASH_SOURCE[0]}" "$program" in_namespace
else
  echo "full_disk: no root, so no disks were filled"
fi
