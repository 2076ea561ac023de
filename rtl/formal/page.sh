# The tables of docs/formal.md, made from the list; read by formal.sh.

page() {
  local property twins count
  for proof in $(names); do
    echo
    echo "### $proof"
    echo
    echo "$(values "$proof" says | sentence). Top \`$(top "$proof")\`$(conditions)."
    echo
    echo "| property | result | fails with its twin |"
    echo "|---|---|---|"
    for property in $(words "$proof" prove); do
      row "$property" "proven, induction of depth $(depth "$proof")"
    done
    while read -r count property; do
      if [[ -n $count ]]; then row "$property" "bounded: none within $count cycles"; fi
    done < <(values "$proof" bound)
    for property in $(words "$proof" assume); do row "$property" "assumed; $(discharged "$property")"; done
    while read -r property count; do
      if [[ -n $property ]]; then row "$property" "not proven: $count"; fi
    done < <(values "$proof" open)
  done
}

depth() { values "$1" depth | grep . || echo 1; }
sentence() { sed 's/^./\U&/'; }

# Parameters and cuts of the proof, as half a sentence.
conditions() {
  local parameters cuts
  parameters=$(values "$proof" set | sed 's/ */ /; s/^/`/; s/$/`/' | paste -sd, | sed 's/,/, /g')
  cuts=$(words "$proof" cut | sed 's/^/`/; s/$/`/' | paste -sd, | sed 's/,/, /g')
  if [[ -n $parameters ]]; then echo -n ", with $parameters"; fi
  if [[ $(values "$proof" keep) = mul ]]; then echo -n ", multipliers kept"; fi
  if [[ -n $cuts ]]; then echo -n ", free: $cuts"; fi
}

row() {
  local twins
  twins=$(values "$proof" twin | awk -v name="$1" '$1 == name' | grep -c . || true)
  echo "| \`$1\` | $2 | $(if [[ $twins -gt 0 ]]; then echo yes; fi) |"
}

# Where an assumption is proven: in an entry above, so that there is no circle.
discharged() {
  local other
  for other in $(names); do
    if [[ $other == "$proof" ]]; then break; fi
    if proves "$other" "${1##*.}"; then
      echo "proven in $other"
      return
    fi
  done
  echo "condition of the proof"
}

count_of() { for proof in $(names); do "$1" "$proof" "${2:-}"; done | grep -c . || true; }
summary() {
  echo "$(names | wc -l) proofs: $(count_of words prove) properties proven by induction," \
    "$(count_of bounded) bounded, $(count_of unproven | sed 's/^0$/none/') left open;" \
    "$(count_of values twin) planted faults that the proofs must refuse."
}

# Every property of the RTL is named by the list; the text between the marks of the page is the one
# made here.
check() {
  local label missing=""
  for label in $(cd "$rtl" && grep -rhoE '`ASSERT(_NEXT|_HOLDS)?\([A-Z]\w+' --include=*.sv . | sed 's/.*(//'); do
    grep -qE "^  (prove|assume|bound|open) .*\b$label\b" "$list" || missing+=" $label"
  done
  [[ -z $missing ]] || fail "properties of the RTL that $(basename "$list") does not name:$missing"
  diff <(tables) <(sed -n '/^<!-- begin/,/^<!-- end/p' "$1" | sed '1d;$d') >"$work/diff" ||
    fail "$1 is not what the list gives; write it anew with: formal.sh RTL_DIR write PAGE"$'\n'"$(head -20 "$work/diff")"
  echo "formal: the page is up to date"
}
tables() {
  summary
  page
}
write() {
  tables >"$work/tables"
  sed -i -e '/^<!-- begin/,/^<!-- end/{//!d}' -e "/^<!-- begin/r $work/tables" "$1"
}
