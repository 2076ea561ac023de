#!/usr/bin/env bash
# Fuzzes every reader of user files: INPUTS inputs shared among the targets, with AddressSanitizer, UndefinedBehaviorSanitizer
# and a search for leaks, 5 s at most an input. The seeds are corpus/; what is found stays in FOLDER. Two targets run at a
# time. Usage: fuzz.sh OUT.json [INPUTS [FOLDER]]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$(realpath -m "$1") inputs=${2:-10000000}
folder=$(realpath -m "${3:-$root/results/bars/fuzz}")
targets=(csv program scenario onnx idx cifar10 npy)  # the slowest first
command -v clang++ >/dev/null || { echo "fuzz: found no clang++; install clang and libclang-rt-14-dev" >&2; exit 2; }
cd "$root"
mkdir -p "$folder" "$(dirname "$out")"
[[ -f build/fuzz/build.ninja ]] || cmake --preset fuzz >"$folder/configure.log" 2>&1
cmake --build build/fuzz --target kintsugi-fuzz >"$folder/build.log" 2>&1 ||
  { echo "fuzz: the build failed; see $folder/build.log" >&2; exit 2; }
export KINTSUGI_ROOT=$root ASAN_OPTIONS=allocator_may_return_null=0:detect_leaks=1
runs=$(((inputs + ${#targets[@]} - 1) / ${#targets[@]}))

fuzz() {
  local name=$1 work=$folder/$1 dictionary=()
  rm -rf "$work/found"
  mkdir -p "$work/corpus" "$work/found"
  if [[ -f testbench/fuzz/$name.dict ]]; then dictionary=("-dict=testbench/fuzz/$name.dict"); fi
  "build/fuzz/testbench/fuzz/fuzz_$name" -runs="$runs" -timeout=5 -rss_limit_mb=2048 -max_len=16384 -seed=1 \
    -print_final_stats=1 -artifact_prefix="$work/found/" "${dictionary[@]}" "$work/corpus" \
    "testbench/fuzz/corpus/$name" >"$work/log" 2>&1 || true
}
running=0
for name in "${targets[@]}"; do
  if ((running++ >= 2)); then wait -n; fi
  fuzz "$name" &
done
wait

stat() { sed -n "s/^stat::$2: *//p" "$folder/$1/log"; }
found() { find "$folder" -path "*/found/$1-*" | wc -l; }
total=0 slowest=0 rows=
for name in "${targets[@]}"; do
  executed=$(stat "$name" number_of_executed_units) time=$(stat "$name" slowest_unit_time_sec)
  # A target that cannot start, as with a dictionary it cannot read, would pass for one that found nothing.
  [[ ${executed:-0} -gt 0 ]] || { echo "fuzz: $name ran no input; see $folder/$name/log" >&2; exit 2; }
  total=$((total + executed))
  if [[ ${time:-0} -gt $slowest ]]; then slowest=$time; fi
  rows+="${rows:+, }\"$name\": {\"inputs\": ${executed:-0}, \"inputs_per_s\": $(stat "$name" average_exec_per_sec)}"
done
printf '{"inputs": %d, "crashes": %d, "hangs": %d, "leaks": %d, "slowest_s": %d, "targets": {%s}}\n' "$total" \
  "$(($(found crash) + $(found oom)))" "$(found timeout)" "$(found leak)" "$slowest" "$rows" >"$out"
cat "$out"
[[ -z $(find "$folder" -path '*/found/*' -type f ! -name 'slow-unit-*') ]]
