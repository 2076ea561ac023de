#!/bin/sh
# Holds the sizes of size.sh against the limits of a budget file; a size without a limit fails too.
# usage: budget.sh BUDGET SIZE
set -eu
awk '
  /^#/ || NF == 0 { next }
  NR == FNR { limit[$1] = $2; next }
  !($1 in limit) { print "budget: FAIL: no limit for " $1; bad = 1; next }
  {
    fits = $2 <= limit[$1] + 0
    printf "budget: %s%s %d of %d\n", fits ? "" : "FAIL: ", $1, $2, limit[$1]
    if (!fits) bad = 1
    delete limit[$1]
  }
  END {
    for (name in limit) { print "budget: FAIL: no size for " name; bad = 1 }
    exit bad
  }' "$1" "$2"
