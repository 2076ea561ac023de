#!/bin/sh
# The RTL as Yosys reads it, the common start of everything in this folder: OUT_DIR/rtl.il, with
# memories collected, assertions left out and parameterised modules under short names
# (csr_config_reg, csr_config_reg__2, ..). Fails on latches, undriven or doubly driven nets, loops,
# and on flops without a reset: only the cells inside memories have none.
# usage: elaborate.sh RTL_DIR OUT_DIR [TOP]
set -eu
rtl=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
top=${3:-tuning_ctrl}
command -v yosys >/dev/null || { echo "elaborate: FAIL: yosys is not installed"; exit 1; }
cd "$rtl"
# Yosys turns a hierarchical reference into an undriven wire with no more than this warning.
yosys -q -e "implicitly declared" -p "
  read_verilog -sv -I. $(tr '\n' ' ' <tuning_ctrl.f)
  hierarchy -check -top $top
  proc -norom
  select -assert-none t:\$*latch* t:\$sr
  chformal -remove
  opt_clean
  tee -q -o $out/memories.stat stat
  memory -nomap
  check -assert
  select -set memories t:\$mem_v2 %m
  select -assert-none t:\$dff t:\$dffe %u t:\$sdff* %u @memories %d
  write_ilang $out/elaborated.il
"
# shellcheck disable=SC2016 # $ belongs to awk and to the names of Yosys
awk '
  /\$paramod/ {
    for (i = 1; i <= NF; i++) {
      if ($i !~ /^\$paramod/) continue
      if (!($i in short)) {
        n = split($i, part, "\\")
        base = $i ~ /^\$paramod\$/ ? part[n] : part[2]
        short[$i] = "\\" base (++variants[base] > 1 ? "__" variants[base] : "")
      }
      $i = short[$i]
    }
  }
  { print }' "$out/elaborated.il" >"$out/rtl.il"
rm "$out/elaborated.il"
