#!/bin/sh
# Lints the second controller with every warning of Verilator on; any warning fails.
# usage: lint.sh FOLDER
set -eu
cd "$1"
# shellcheck disable=SC2046 # the file list is meant to split
verilator --lint-only -Wall --assert --top-module second_controller -I../../rtl \
  $(grep -v '^//\|^+' second_controller.f)
echo "second_controller_lint: clean"
