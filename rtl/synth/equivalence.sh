#!/bin/sh
# Proves gates.v of OUT_DIR equal to its rtl.il (equivalence.tcl) but for the points a file names, as
# "module net bits". Another unproven point is a failure; so is a named one that is proven now.
# usage: equivalence.sh OUT_DIR UNPROVEN
set -eu
here=$(cd "$(dirname "$0")" && pwd)
known=$(mktemp)
trap 'rm -f "$known"' EXIT
grep -v '^#' "$2" | LC_ALL=C sort >"$known" || true
cd "$1"
yosys -q -c "$here/equivalence.tcl" >equivalence.log 2>&1 || { tail -5 equivalence.log; exit 1; }
LC_ALL=C sort -o unproven.txt unproven.txt
LC_ALL=C comm -13 "$known" unproven.txt | sed 's/^/equivalence: FAIL: not proven: /'
LC_ALL=C comm -23 "$known" unproven.txt | sed 's/^/equivalence: FAIL: named, but proven or gone: /'
echo "equivalence: $(tr '\n' ' ' <points.txt)"
cmp -s "$known" unproven.txt
