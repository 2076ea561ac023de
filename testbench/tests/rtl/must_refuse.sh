#!/bin/sh
# Passes when a check of rtl/lint is clean on RTL_DIR and refuses a copy with PATCH applied, saying
# MESSAGE.
# usage: must_refuse.sh RTL_DIR CHECK PATCH MESSAGE
set -eu
rtl=$1
check=$2
patch=$3
message=$4
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$rtl/." "$copy"
patch -s -p1 -d "$copy" < "$patch"
"$rtl/lint/$check.sh" "$rtl"
if "$rtl/lint/$check.sh" "$copy" > "$copy/log" 2>&1; then
  echo "$check passed with $(basename "$patch") applied"
  exit 1
fi
grep -q "$message" "$copy/log" || { cat "$copy/log"; echo "expected: $message"; exit 1; }
echo "$check refuses $(basename "$patch")"
