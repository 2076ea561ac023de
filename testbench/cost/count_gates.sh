#!/bin/sh
# Gates of the tuning controller from its RTL: Yosys maps it to simple gates and flops, memories left
# out, what only checkers see (obs_o) removed; each cell then counts with its area in the Nangate
# 45 nm open library over that of the two-input NAND (0.798 um2). Takes about two minutes.
# usage: count_gates.sh RTL_DIR     prints "controller.gates" and the cells behind it
set -eu
rtl=${1:?usage: count_gates.sh RTL_DIR}
command -v yosys >/dev/null || { echo "count_gates: FAIL: yosys is not installed"; exit 1; }
stat=$(mktemp)
trap 'rm -f "$stat"' EXIT
cd "$rtl"
yosys -q -e "implicitly declared" -p "
  read_verilog -sv -I. $(tr '\n' ' ' <tuning_ctrl.f)
  hierarchy -check -top tuning_ctrl
  proc
  blackbox *prim_ram_1r1w*
  flatten
  chformal -remove
  delete -port tuning_ctrl/obs_o
  opt_clean
  synth -run coarse:fine -top tuning_ctrl
  synth -run fine: -top tuning_ctrl
  abc -g cmos4
  opt_clean
  tee -o $stat stat
" >/dev/null
# A flop with enable is a flop and a multiplexer (1.862 um2).
awk '
  BEGIN {
    split("$_NOT_ 0.532 $_NAND_ 0.798 $_NOR_ 0.798 $_AOI3_ 1.064 $_OAI3_ 1.064 $_AOI4_ 1.330 " \
          "$_OAI4_ 1.330 $_DFF_P_ 4.522 $_DFF_PN0_ 5.320 $_DFF_PN1_ 5.320 $_DFFE_PP_ 6.384 " \
          "$_DFFE_PN0P_ 7.182 $_DFFE_PN0N_ 7.182 $_DFFE_PN1P_ 7.182 $_DFFE_PN1N_ 7.182", a, " ")
    for (i = 1; i in a; i += 2) area[a[i]] = a[i + 1]
  }
  $1 in area { gates += $2 * area[$1] / 0.798; if ($1 ~ /DFF/) flops += $2; else cells += $2; next }
  $1 ~ /^\$_/ { print "count_gates: FAIL: no area for " $1; bad = 1 }
  $1 ~ /prim_ram/ { memories += $2 }
  END {
    if (bad || memories != 5) exit 1
    printf "controller.gates = %d   (%d gates, %d flops, %d memories left out)\n",
           gates, cells, flops, memories
  }' "$stat"
