#!/usr/bin/env bash
# Builds the gate-level netlist, runs every test of the netlists and writes what came out as JSON:
# sizes, points of equivalence, tests and how many of them failed.
# usage: rtl/synth/sign_off.sh OUT.json
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=$(realpath -m "$1")
mkdir -p "$(dirname "$out")"
./kintsugi test --no-install -R '^Synthesis' >&2 # builds what the suite needs
cmake --build build/test --target netlist_gates netlist_signoff >&2
report=$(mktemp)
trap 'rm -f "$report"' EXIT
status=0
ctest --test-dir build/test -C netlist -R '^(Netlist|NetlistGates|Synthesis)[._]' -j2 \
  --output-on-failure --output-junit "$report" >&2 || status=1
count() { grep -o "$1=\"[0-9]*\"" "$report" | head -1 | tr -dc 0-9; }
{
  printf '{"tests": %s, "failed": %s' "$(count tests)" \
    "$(($(count failures) + $(count skipped) + $(count disabled)))"
  cat build/test/rtl/synth/size.txt build/test/rtl/synth/points.txt |
    while read -r name value; do printf ', "%s": %s' "$name" "$value"; done
  printf '}\n'
} | tee "$out"
exit "$status"
