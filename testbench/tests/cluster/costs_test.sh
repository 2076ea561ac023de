#!/usr/bin/env bash
# The measures of memory, overhead and cost, on few dies: a run is flat, a program that keeps what it was given is not,
# shards end with the bytes of one run, and the page of costs gets its table. Usage: costs_test.sh REPOSITORY KINTSUGI BARE
set -euo pipefail

repository=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KINTSUGI_PROGRAM=$2 KINTSUGI_BARE=$3
growth() { sed -n 's/.*"run_growth_percent": \([0-9.-]*\).*/\1/p' "$1"; }
fail() { echo "costs_test: $*" >&2; exit 1; }

"$repository/testbench/cluster/soak.sh" "$work/flat.json" fast 400 100
awk "BEGIN { exit !($(growth "$work/flat.json") < 1) }" || fail "memory grows with the dies"

cat >"$work/leaks" <<'END'
#!/usr/bin/env bash
while [[ $# -gt 0 ]]; do
  case $1 in --out) out=$2 ;; --dies) dies=${2#*:} ;; esac
  shift
done
mkdir -p "$out"
sqlite3 "$out/results.sqlite" 'CREATE TABLE dies (die INTEGER)'
for ((i = 0; i < dies; i++)); do
  held+=$(printf '%100000s' x)
  sqlite3 -cmd '.timeout 5000' "$out/results.sqlite" "INSERT INTO dies VALUES ($i)"
  sleep 0.05
done
END
chmod +x "$work/leaks"
KINTSUGI_PROGRAM=$work/leaks "$repository/testbench/cluster/soak.sh" "$work/leaks.json" fast 60 10
awk "BEGIN { exit !($(growth "$work/leaks.json") > 1) }" || fail "a leak was not seen"

KINTSUGI_OVERHEAD_SCENARIO=fashion_mlp "$repository/testbench/cluster/overhead.sh" "$work/overhead.json" 6 20 2 1 "$work/runs"
grep -q '"run_percent": ' "$work/overhead.json" || fail "no overhead was measured"

printf 'Before.\n<!-- dies -->\n| an old row |\n<!-- dies -->\nBehind.\n' >"$work/page.md"
KINTSUGI_COST_SCENARIOS=fashion_mlp "$repository/testbench/cluster/cost.sh" "$work/cost.json" "$work/page.md" 1 3
python3 -c 'import json, sys; sys.exit(len(json.load(open(sys.argv[1]))["rows"]) != 2)' "$work/cost.json" || fail "costs are no JSON"
[[ $(grep -c '^| `fashion_mlp` | \(fast\|cosim\) | 0\.' "$work/page.md") = 2 ]] || fail "the page has no row an engine"
if grep -q "old row" "$work/page.md"; then fail "the page keeps its old table"; fi
grep -q '^Behind\.$' "$work/page.md" || fail "the page lost what follows"
