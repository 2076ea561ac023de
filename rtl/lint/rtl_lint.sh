#!/bin/sh
# Lints a folder of RTL with every warning of Verilator on; any warning fails. There are no waivers
# beside the one in prim/assert.svh. With PARAMETERS (-GStimWords=64 ...) a smaller build is linted.
# usage: rtl_lint.sh RTL_DIR [PARAMETERS]
set -eu
rtl=$1
shift
command -v verilator >/dev/null || { echo "rtl_lint: FAIL: verilator is not installed"; exit 1; }
cd "$rtl"
# shellcheck disable=SC2046 # the file list is meant to split
verilator --lint-only -Wall --assert --top-module tuning_ctrl -I. "$@" $(cat tuning_ctrl.f)
echo "rtl_lint: clean"
