#!/usr/bin/env bash
# How many tests of a name there are and how many of them failed, as JSON.
# usage: testbench/bench/ctest_counts.sh OUT.json REGEX
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=$(realpath -m "$1")
mkdir -p "$(dirname "$out")"
report=$(mktemp)
trap 'rm -f "$report"' EXIT
./kintsugi test --no-install -R "$2" --output-junit "$report" >&2 || true
# The first line that has them is the suite's: tests="12" failures="0" disabled="0" skipped="0"
count() { grep -o "$1=\"[0-9]*\"" "$report" | head -1 | tr -dc 0-9; }
printf '{"tests": %s, "failed": %s}\n' "$(count tests)" \
  "$(($(count failures) + $(count skipped) + $(count disabled)))" | tee "$out"
