#!/bin/sh
# Reads a folder of RTL with the Yosys front end and checks what synthesis would trip over: unknown
# modules and names, undriven or doubly driven nets, latches, combinational loops. Then it asks for
# paths from an input to an output that meet no flop or memory; there must be none.
# usage: rtl_yosys.sh RTL_DIR
set -eu
rtl=$1
command -v yosys >/dev/null || { echo "rtl_yosys: FAIL: yosys is not installed"; exit 1; }
cd "$rtl"
# Yosys turns a hierarchical reference into an undriven wire with no more than this warning.
yosys -q -e "implicitly declared" -p "
  read_verilog -sv -formal -I. $(tr '\n' ' ' < tuning_ctrl.f)
  hierarchy -check -top tuning_ctrl
  proc
  select -assert-none t:\$dlatch t:\$adlatch t:\$dlatchsr t:\$sr
  check -assert
  flatten
  opt
  memory -nomap
  check -assert
  select -assert-min 1 o:*
  select -assert-none i:* i:clk_i %d i:rst_ni %d %co*:-\$adff,\$adffe,\$dff,\$dffe,\$mem_v2 o:* %i
"
echo "rtl_yosys: clean"
