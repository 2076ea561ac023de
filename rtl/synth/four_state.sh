#!/bin/sh
# Plays recorded pins to gates.v and rams.v of OUT_DIR in Icarus Verilog: no output may be X.
# usage: four_state.sh OUT_DIR PINS [GATES]     GATES: another netlist in the place of gates.v
set -eu
here=$(cd "$(dirname "$0")" && pwd)
gates=${3:-$1/gates.v}
command -v iverilog >/dev/null || { echo "four_state: FAIL: iverilog is not installed"; exit 1; }
# width PORT: of a port of the netlist's top
width() { sed -n "/^module tuning_ctrl(/,\$ s/^ *[a-z]*put \[\([0-9]*\):0\] $1;/(\1+1)/p" "$gates"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
iverilog -g2005 "-DOBS_WIDTH=$(width obs_o)" "-DADDRESS_WIDTH=$(width csr_paddr_i)" \
  -s four_state_tb -o "$work/simulation" "$here/four_state_tb.v" "$gates" "$1/rams.v"
vvp -n "$work/simulation" "+pins=$2" | tee "$work/log"
grep -q '^four_state: clean' "$work/log"
