#!/bin/sh
# Plays recorded pins to gates.v and rams.v of OUT_DIR in Icarus Verilog: no output may be X.
# usage: four_state.sh OUT_DIR PINS [GATES]     GATES: another netlist in the place of gates.v
set -eu
here=$(cd "$(dirname "$0")" && pwd)
gates=${3:-$1/gates.v}
command -v iverilog >/dev/null || { echo "four_state: FAIL: iverilog is not installed"; exit 1; }
width=$(sed -n 's/^ *output \[\([0-9]*\):0\] obs_o;/\1/p' "$gates")
simulation=$(mktemp)
trap 'rm -f "$simulation" "$simulation.log"' EXIT
iverilog -g2005 "-DOBS_WIDTH=($width+1)" -s four_state_tb -o "$simulation" \
  "$here/four_state_tb.v" "$gates" "$1/rams.v"
vvp -n "$simulation" "+pins=$2" >"$simulation.log"
cat "$simulation.log"
grep -q '^four_state: clean' "$simulation.log"
