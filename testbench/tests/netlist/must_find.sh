#!/bin/sh
# What rtl/synth must refuse, tried on small cells of rtl/prim or on a netlist that is there.
# usage: must_find.sh CASE RTL_DIR [OUT_DIR PINS]
set -eu
case=$1
rtl=$2
synth=$rtl/synth
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  [ ! -f "$work/log" ] || cat "$work/log"
  echo "$case: FAIL: $1"
  exit 1
}
# must_say TEXT COMMAND: the command fails and says TEXT.
must_say() {
  text=$1
  shift
  if "$@" >"$work/log" 2>&1; then fail "not refused"; fi
  grep -qi "$text" "$work/log" || fail "refused, but without: $text"
}
# plant FILE AWK: changes one line of a file, or the case is void.
plant() {
  awk "$2" "$1" >"$work/planted"
  ! cmp -s "$1" "$work/planted" || fail "nothing planted"
}

case $case in
  latch | flop_without_reset)
    cp -r "$rtl" "$work/rtl"
    "$synth/elaborate.sh" "$work/rtl" "$work/out" prim_sat_counter || fail "the RTL itself is refused"
    cell=$work/rtl/prim/prim_sat_counter.sv
    if [ "$case" = latch ]; then
      plant "$cell" '{ sub(/^  assign value_o = value_q;/, "  always @* if (count_i) value_o = value_q;"); print }'
      text=latch
    else
      plant "$cell" '{ sub(/ or negedge rst_ni/, ""); sub(/if \(!rst_ni\).*$/, "begin end"); sub(/else if \(clear_i/, "if (clear_i"); print }'
      text="dff"
    fi
    cp "$work/planted" "$cell"
    must_say "$text" "$synth/elaborate.sh" "$work/rtl" "$work/out" prim_sat_counter
    ;;
  budget)
    printf 'gates 100\nflops 10\nmemory_bits 64\n' >"$work/budget"
    printf 'gates 100\nflops 10\nmemory_bits 64\n' >"$work/size"
    "$synth/budget.sh" "$work/budget" "$work/size" || fail "a size at its limit is refused"
    printf 'gates 101\nflops 10\nmemory_bits 64\n' >"$work/size"
    must_say "FAIL: gates 101 of 100" "$synth/budget.sh" "$work/budget" "$work/size"
    printf 'gates 100\nflops 10\n' >"$work/size"
    must_say "no size for memory_bits" "$synth/budget.sh" "$work/budget" "$work/size"
    ;;
  difference)
    "$synth/elaborate.sh" "$rtl" "$work/out" prim_stream_fifo
    (cd "$work/out" && yosys -q "$synth/gates.ys")
    : >"$work/none"
    "$synth/equivalence.sh" "$work/out" "$work/none" || fail "the netlist itself is refused"
    plant "$work/out/gates.v" '!done && /~\(.* \| .*\);/ && !/&/ { sub(/ \| /, " \\& "); done = 1 } { print }'
    cp "$work/planted" "$work/out/gates.v"
    must_say "not proven: prim_stream_fifo" "$synth/equivalence.sh" "$work/out" "$work/none"
    ;;
  unknown_after_reset)
    plant "$3/gates.v" '/^module / { inside = /^module ctrl_fsm\(/ } inside && !done && / state_q\[0\] <= 1.h0;/ { sub(/1.h0;/, "1'"'"'hx;"); done = 1 } { print }'
    must_say "X on an output" "$synth/four_state.sh" "$3" "$4" "$work/planted"
    ;;
  *) fail "no such case" ;;
esac
echo "$case: found"
