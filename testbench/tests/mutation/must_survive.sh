#!/bin/sh
# Passes when a command of mutation ends with 1 and says that COUNT mutants have survived.
# usage: must_survive.sh COUNT COMMAND...
set -u
count=$1
shift
text=$("$@" 2>&1)
status=$?
printf '%s\n' "$text"
[ $status = 1 ] || { echo "must_survive: FAIL: status $status"; exit 1; }
printf '%s\n' "$text" | grep -Eq "^all +$count +0 +0 +$count +0.0$" ||
  { echo "must_survive: FAIL: not $count survivors"; exit 1; }
