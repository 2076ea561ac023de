#!/usr/bin/env bash
# Proves the properties of the RTL that proofs.txt lists, and shows for each planted fault (twin)
# that the proof of the property it hits fails with a counterexample.
# usage: formal.sh RTL_DIR names            the proofs, one a line
#        formal.sh RTL_DIR prove NAME       one proof and its twins; 0 proven, 1 not, 2 bad list
#        formal.sh RTL_DIR check PAGE       PAGE shows the tables of the list, which names every property
#        formal.sh RTL_DIR write PAGE       writes them
#   FORMAL_LIST names another list than RTL_DIR/formal/proofs.txt.
set -euo pipefail
set -f # patterns of names are no files

rtl=$(cd "$1" && pwd)
list=${FORMAL_LIST:-$rtl/formal/proofs.txt}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bad() {
  echo "formal: error: $*" >&2
  exit 2
}
fail() {
  echo "formal: FAIL: $*"
  exit 1
}

names() { awk '$1 == "proof" { print $2 }' "$list"; }

# values PROOF KEY: what stands behind the key in the entry, one line each.
values() {
  awk -v proof="$1" -v key="$2" '
    /^#/ || !NF { next }
    $1 == "proof" { here = $2 == proof; next }
    here && $1 == key { sub(/^[ \t]*[a-z]+[ \t]*/, ""); print }' "$list"
}
words() { values "$1" "$2" | tr -s ' ' '\n'; }
top() { values "$1" top | grep . || echo "$1"; }
bounded() { values "$1" bound | cut -d' ' -f2- | tr -s ' ' '\n'; }
unproven() { values "$1" open | cut -d' ' -f1; }

# Which of the properties on stdin the entry leaves to the proof of another one, by its patterns.
elsewhere() {
  local name other pattern patterns
  while read -r name; do
    while read -r other patterns; do
      for pattern in $patterns; do
        # shellcheck disable=SC2053 # it is a pattern
        if [[ $name == $pattern ]] && shows "$other" "${name##*.}"; then echo "$name"; fi
      done
    done < <(values "$1" elsewhere)
  done | sort -u
}

# proves PROOF LABEL: it is among what the entry proves.
proves() { { words "$1" prove; bounded "$1"; } | sed 's/.*\.//' | grep -qxF -- "$2"; }

# shows PROOF LABEL: the entry has a row for it that another one need not repeat.
shows() { proves "$1" "$2" || unproven "$1" | sed 's/.*\.//' | grep -qxF -- "$2"; }

# yosys LOG SCRIPT in the folder of the RTL to read. Any error of the tool ends the run: only a
# model found by the solver is a counterexample.
run_yosys() {
  local log=$1 script=$2 reason
  if ! (cd "$source" && yosys -Q -T -e "implicitly declared" -l "$log" -p "$script") >/dev/null 2>"$work/err"; then
    reason=$(grep -h ERROR "$log" "$work/err" | head -1 || true)
    bad "$proof: yosys stops: ${reason:-no message}"
  fi
}

# Reads and flattens the top of the proof into FILE.il. Memories, multipliers and what the entry
# cuts become free values: whatever holds then holds with them.
elaborate() {
  local parameters="" cuts="" probes="" name value word
  while read -r name value; do
    if [[ -n $name ]]; then parameters+=" -chparam $name $value"; fi
  done < <(values "$proof" set)
  for word in $(words "$proof" cut); do cuts+="cutpoint */c:$word; "; done
  while read -r name value; do
    if [[ -n $name ]]; then probes+="delete -input w:$name; connect -set $name $value; "; fi
  done < <(values "$proof" probe)
  run_yosys "$work/elaborate.log" "
    read_verilog -sv -formal -defer -I. $(tr '\n' ' ' <"$source/tuning_ctrl.f") $(cd "$source" && set +f; echo props/*.sv)
    hierarchy -check -top $(top "$proof")$parameters
    rename -top proof_top
    $cuts
    hierarchy -check -top proof_top
    proc
    flatten
    $probes
    opt -fast
    memory -nomap
    async2sync
    chformal -early
    $([[ $(values "$proof" keep) == mul ]] || echo 'cutpoint t:$mul')
    cutpoint t:\$mem_v2
    setundef -undriven -anyseq
    select -write $1.asserts t:\$assert
    write_ilang $1.il"
  sed -i 's|^proof_top/||' "$1.asserts"
}

# solve FILE.il LOG MODE: TARGETS...; proves the targets, given in $targets, under $given.
solve() {
  local log=$1 mode=$2 select_targets="" select_given="" name
  for name in $targets; do select_targets+=" c:$name"; done
  for name in $given; do select_given+=" c:$name"; done
  run_yosys "$log" "
    read_ilang $design.il
    ${select_given:+chformal -assert2assume$select_given}
    select -set targets${select_targets:- c:NONE}
    delete t:\$assert @targets %d
    delete -output o:*
    opt_clean
    opt -fast
    opt_clean
    sat $mode -prove-asserts -set-assumes -set-at 1 rst_ni 0"
}

prove() {
  local mine listed depth cycles line name file rest old new content without
  proof=$1
  names | grep -qxF -- "$proof" || bad "there is no proof '$proof' in $(basename "$list")"
  source=$rtl
  design=$work/design
  elaborate "$design"

  # What is listed must be exactly what is there: a property that vanished proves nothing.
  mine=$({ words "$proof" prove; words "$proof" assume; bounded "$proof"; unproven "$proof"; } | sort)
  listed=$({ echo "$mine"; { grep -vxF -- "$mine" "$design.asserts" || true; } | elsewhere "$proof"; } | sort)
  if ! diff <(echo "$listed") <(sort "$design.asserts") >"$work/diff"; then
    fail "$proof: $(grep -c . "$design.asserts") \$assert cells, listed are $(echo "$listed" | wc -l);" \
      "< only listed, > only there:"$'\n'"$(grep '^[<>]' "$work/diff")"
  fi

  given=$(words "$proof" assume)
  targets=$(words "$proof" prove)
  if [[ -n $targets ]]; then
    depth=$(values "$proof" depth)
    solve "$work/log" "-tempinduct -maxsteps ${depth:-1}"
    grep -q "Induction step proven: SUCCESS!" "$work/log" ||
      fail "$proof: not proven by induction of depth ${depth:-1}: $(grep -hE 'model found|Reached|Interrupted' "$work/log" | head -1)"
    echo "formal: $proof: $(echo "$targets" | wc -l) properties proven by induction of depth ${depth:-1}"
    given+=" $targets"
  fi
  while read -r cycles targets; do
    if [[ -z $cycles ]]; then continue; fi
    solve "$work/log" "-tempinduct-baseonly -maxsteps $cycles"
    if grep -qE 'model found|Interrupted' "$work/log"; then
      fail "$proof: $targets: $(grep -hE 'model found|Interrupted' "$work/log" | head -1)"
    fi
    echo "formal: $proof: $targets: no counterexample within $cycles cycles"
  done < <(values "$proof" bound)

  given=$(words "$proof" assume)
  values "$proof" twin | grep -q . || bad "$proof has no twin"
  while read -r name file rest; do twin; done < <(values "$proof" twin)
}

# A fault planted in a copy of the RTL, for which the proof of property $name must find a
# counterexample.
twin() {
  old=${rest%% ~> *}
  new=${rest#* ~> }
  file=${file%:}
  [[ -f $rtl/$file ]] || bad "$proof: twin of $name: no file $file"
  content=$(<"$rtl/$file")
  without=${content//"$old"/}
  [[ $((${#content} - ${#without})) -eq ${#old} ]] ||
    bad "$proof: twin of $name: '$old' must stand exactly once in $file"
  source=$work/copy
  rm -rf "$source"
  cp -r "$rtl" "$source"
  printf '%s\n' "${content/"$old"/"$new"}" >"$source/$file"
  design=$work/twin
  elaborate "$design"
  targets=$name
  grep -qxF -- "$name" "$design.asserts" || bad "$proof: twin of $name: there is no such property"
  solve "$work/log" "-tempinduct-baseonly -maxsteps $(values "$proof" twincycles | grep . || echo 12)"
  grep -q "model found for base case: FAIL!" "$work/log" ||
    fail "$proof: $name holds with '$old' replaced by '$new'"
  echo "formal: $proof: twin of $name fails as it must"
}

case ${2:-} in
names) names ;;
prove) prove "$3" ;;
check | write)
  # shellcheck source=page.sh
  source "$(dirname "$0")/page.sh"
  "$2" "$3"
  ;;
*) bad "unknown action '${2:-}': names, prove, check or write" ;;
esac
