#!/usr/bin/env bash
# What makes documented.sh fail: each is planted in a copy of a page or of the list.
# Usage: can_fail.sh REPOSITORY BUILD LIST
set -euo pipefail

repository=$1 build=$2 list=$3
here=$(dirname "${BASH_SOURCE[0]}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for part in CMakePresets.json kintsugi models rtl scenarios systemc testbench; do ln -s "$repository/$part" "$work/$part"; done
mkdir "$work/docs"

# planted WHAT SENTENCE, with the copies made wrong: the page must fail, and say so.
planted() {
  local status=0
  "$here/documented.sh" "$work" "$build" docs/page.md "$work/list" >"$work/said" || status=$?
  [[ $status = 1 ]] && grep -qF "$2" "$work/said" && return
  echo "$1 is not found (status $status): $(cat "$work/said")"
  exit 1
}

anew() {
  cat >"$work/docs/page.md" <<'END'
# A page

    ./kintsugi list      # what there is
    ./kintsugi train lenet --out my.onnx
    some output

and in the text `./kintsugi explain adc.bits`.
END
  cat >"$work/list" <<'END'
docs/page.md
  run   ./kintsugi list
  parse ./kintsugi train lenet --out my.onnx
END
}

anew
"$here/documented.sh" "$work" "$build" docs/page.md "$work/list"
echo '    ./kintsugi bars' >>"$work/docs/page.md"
planted 'a command that nobody runs' 'commands.txt lacks, in the order of the page: ./kintsugi bars'
anew
echo '  run ./kintsugi bars' >>"$work/list"
planted 'an entry without its command' 'commands.txt has what the page lacks: ./kintsugi bars'
anew
echo '    ./kintsugi repair' >>"$work/docs/page.md"
echo '  parse ./kintsugi repair' >>"$work/list"
planted 'an unknown command' 'found the unknown command repair'
anew
sed -i 's/--out my.onnx/--outt my.onnx/' "$work/docs/page.md" "$work/list"
planted 'an unknown option of a command that is not run' "unrecognised option '--outt'"
anew
sed -i 's/explain adc.bits/explain adc.bits --all/' "$work/docs/page.md"
planted 'an unknown option in the text' 'found the unknown option --all'
anew
sed -i 's/list  /diff a b  /' "$work/docs/page.md"
sed -i 's/kintsugi list/kintsugi diff a b/' "$work/list"
planted 'a command that fails' 'status 2, allowed 0'
echo 'Documented.CanFail: 6 planted, all found'
