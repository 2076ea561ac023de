#!/bin/sh
# The runner of the formal proofs must refuse lists that prove nothing: exit status 1 when a check
# failed, 2 when the list or the tool did.
# usage: formal_must_refuse.sh RTL_DIR
set -eu
rtl=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cell=prim/prim_sat_counter.sv
all="StaysAtItsEnd CountsByOne KeepsWhatItIsNotToldToCount ClearWins"
twin="twin StaysAtItsEnd $cell: count_i && !(&value_q) ~> count_i"

# expect STATUS MESSAGE LINE...: an entry of these lines, behind its head, ends so.
expect() {
  status=$1
  message=$2
  shift 2
  { printf 'proof it\n  top sat_counter_props\n  set Width 3\n'; printf '  %s\n' "$@"; } >"$work/list"
  code=0
  FORMAL_LIST=$work/list "$rtl/formal/formal.sh" "$rtl" prove it >"$work/log" 2>&1 || code=$?
  if [ "$code" -ne "$status" ] || ! grep -qF -- "$message" "$work/log"; then
    cat "$work/list" "$work/log"
    echo "expected status $status, got $code, and: $message"
    exit 1
  fi
}

expect 0 "4 properties proven" "prove $all" "$twin"
expect 1 "4 \$assert cells, listed are 3" "prove StaysAtItsEnd CountsByOne ClearWins" "$twin"
expect 1 "4 \$assert cells, listed are 5" "prove $all Vanished" "$twin"
expect 1 "holds with" "prove $all" "twin ClearWins $cell: count_i && !(&value_q) ~> count_i"
expect 1 "holds with" "prove $all" "twincycles 3" "$twin"
expect 2 "must stand exactly once" "prove $all" "twin ClearWins $cell: value_q ~> 1'b0"
expect 2 "yosys stops" "prove $all" "twin ClearWins $cell: count_i && !(&value_q) ~> )"
expect 2 "yosys stops" "prove $all" "twin ClearWins $cell: value_o = value_q ~> value_o = u_other.value_q"
expect 2 "has no twin" "prove $all"

# Properties that do not hold: found by a run from reset, or by an induction that does not close.
cp -r "$rtl" "$work/rtl"
rtl=$work/rtl
sed -i 's/else if (clear_i)/else if (clear_i \&\& !count_i)/' "$rtl/$cell"
expect 1 "not proven by induction of depth 1" "prove $all" "$twin"
expect 1 "model found" "prove StaysAtItsEnd CountsByOne KeepsWhatItIsNotToldToCount" \
  "bound 5 ClearWins" "$twin"
echo "formal: the runner refuses what it must"
