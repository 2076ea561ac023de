#!/usr/bin/env bash
# Times what a new user waits for, from a fresh clone of HEAD and without the compiler cache (packages are
# taken as installed): the first `run`, a second one, the clean build of everything with tests, the tests.
# usage: testbench/bench/fresh_clone.sh OUT.json
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=$(realpath -m "$1")
mkdir -p "$(dirname "$out")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CCACHE_DISABLE=1
git clone -q . "$scratch/kintsugi"
cd "$scratch/kintsugi"

# seconds COMMAND...: how long it took; the command must succeed.
seconds() {
  local start
  start=$(date +%s.%N)
  "$@" >&2
  date +%s.%N | awk -v start="$start" '{ printf "%.1f", $1 - start }'
}

first=$(seconds ./kintsugi run --no-install --quiet)
rm -rf results
second=$(seconds ./kintsugi run --no-install --quiet)
build=$(seconds ./kintsugi test --no-install -N)
tests=$(seconds ./kintsugi test --no-install)
printf '{"first_run_s": %s, "second_run_s": %s, "clean_build_s": %s, "tests_s": %s}\n' \
  "$first" "$second" "$build" "$tests" | tee "$out"
