#!/usr/bin/env bash
# Runs the behaviour tests of the controller and a sample of co-simulations on RTL with coverage
# compiled in, two programs at a time, and reports what they covered.
# usage: testbench/coverage/cover.sh BUILD_FOLDER [--json FILE]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(cd "$1" && pwd)
shift
json=()
if [[ $# -gt 0 ]]; then
  if [[ $1 != --json || $# -ne 2 ]]; then
    echo "kintsugi: error: found $1; allowed --json FILE" >&2
    exit 2
  fi
  mkdir -p "$(dirname "$2")"
  json=(--json "$(realpath -m "$2")")
fi

work=$build/coverage
rm -rf "$work"
mkdir -p "$work"
export KINTSUGI_COVERAGE=$work/counts
# Sweeps and soaks tread the same paths again and again: a few seeds of them.
behaviour='-Reset.*:RetestLoop.EveryState*:Seeds/*Soak.*/??:Seeds/Loop.*/??:Seeds/*Program.*/??'
behaviour+=$(printf ':Seeds/*Soak.*/%d' {3..9})
shard() {
  GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=$1 "$build/testbench/tests/controller/controller_lock_step_test" \
    --gtest_brief=1 "--gtest_filter=$behaviour" >"$work/behaviour_$1.log" 2>&1
}
shard 0 &
first=$!
status=0
shard 1 || status=1
wait $first || status=1
"$build/testbench/tests/systemc/cosim_test" --gtest_brief=1 \
  '--gtest_filter=Verdicts.*:Trouble.*:Seeds/Stress.*/1' >"$work/cosim.log" 2>&1 || status=1
if [[ $status -ne 0 ]]; then
  echo "kintsugi: a test failed under coverage; see $work" >&2
  exit 1
fi
"$build/testbench/coverage/kintsugi-cover" --counts "$work/counts" --dat "$work/coverage.dat" \
  --rtl "$root/rtl" --exclusions "$root/testbench/coverage/exclusions.toml" "${json[@]}"
