#!/usr/bin/env bash
# Runs the commands of a page of documentation as commands.txt says, in a folder of its own.
# Usage: documented.sh REPOSITORY BUILD PAGE LIST
set -euo pipefail

repository=$1 build=$2 page=$3 list=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export KINTSUGI_ROOT=$work

fail() {
  echo "$page: $*"
  exit 1
}

# Command lines of blocks, one a line: all lines of ```sh, elsewhere those that begin with a program.
commands_of() {
  awk '
    /^```/ { fenced = !fenced; shell = $0 == "```sh"; next }
    fenced || /^    / {
      sub(/^ +/, "")
      program = $1 ~ /^(\.\/kintsugi|kintsugi|ctest|cmake|sqlite3|sbatch|build\/.*|(rtl|testbench)\/.*\.sh)$/
      if (!(shell || program) || /^#/ || /^$/) next
      sub(/ +#.*/, "")
      print
    }' "$1"
}

# Lines of kintsugi in the text; what the reader is to fill in, in capitals, becomes 1.
named_in_text() {
  awk '/^```/ { fenced = !fenced } !fenced && !/^    /' "$1" | grep -oE '`(\./)?kintsugi [^`]+`' |
    tr -d '`' | sed -E 's/^kintsugi/.\/kintsugi/; s/( |=)[A-Z]+\b/\11/g' | sort -u || true
}

# The page's entries: how, a tab, the command, a tab, options that make it short.
entries_of() {
  awk -v page="$1" '
    function flush() { if (how != "") print how "\t" command "\t" with; how = with = "" }
    /^#/ || /^$/ { next }
    /^[^ ]/ { flush(); on = $1 == page; next }
    !on { next }
    $1 == "with" { sub(/^ *with +/, ""); with = $0; next }
    { flush(); how = $1; sub(/^ *[a-z]+ +/, ""); command = $0 }
    END { flush() }' "$list"
}

# shortened COMMAND OPTIONS: an option that is there gets the other value; --set only adds.
shortened() {
  awk -v more="$2" '{
    text = $0
    n = split(more, w, " ")
    for (i = 1; i <= n; i++) {
      at = w[i] != "--set" && w[i] ~ /^--/ ? index(text " ", " " w[i] " ") : 0
      if (at == 0) { text = text " " w[i]; continue }
      rest = substr(text, at + length(w[i]) + 2)
      sub(/^[^ ]+/, w[++i], rest)
      text = substr(text, 1, at + length(w[i - 1]) + 1) rest
    }
    print text
  }' <<<"$1"
}

# As the launcher finds its programs; nothing is built or installed.
cat >"$work/kintsugi" <<END
#!/usr/bin/env bash
programs=$build/testbench
case \$1 in
  train) exec \$programs/tests/documented/documented_train "\${@:2}" ;;
  signoff) exec \$programs/signoff/kintsugi-signoff "\$@" ;;
  test | cover) exec $repository/kintsugi \$1 --help ;;
  mutants | mutate)
    [[ "\$* " = "\$1 --help " ]] || { echo "found options of \$1, which nobody checks"; exit 2; }
    exec grep "^  \$1 " $repository/kintsugi
    ;;
  sweep)
    case \$2 in
      resets | backpressure | powerup) exec \$programs/sweeps/kintsugi-sweep "\${@:2}" ;;
    esac
    ;;
esac
if [[ " \$* " = *" --wave "* ]]; then
  exec \$programs/tests/waves/kintsugi-cli-traced "\$@"
fi
exec \$programs/cli/kintsugi-cli "\$@"
END
chmod +x "$work/kintsugi"
cd "$work"
mkdir build models
mkdir -p "$repository/build/controllers"
ln -s "$build" build/test
ln -s "$repository/build/controllers" build/controllers
ln -s "$repository"/{CMakePresets.json,docs,rtl,systemc,testbench} .
# What scenarios name must lie beside them, and a link leads elsewhere.
cp -rL "$repository/scenarios" .
cp -rL "$repository/models/zoo" models
for room in "$repository"/models/*; do
  if [[ ${room##*/} != zoo ]]; then ln -s "$room" models; fi
done

# Whether kintsugi knows command and options; nothing is run.
parses() {
  local command=${1%% ||*} help=' --help'
  command=$(tr -d '[]' <<<"$command")
  if [[ $command = './kintsugi train '* ]]; then help=; fi
  eval "$command$help" >said 2>&1 || fail "$1: $(tail -n 1 said)"
}

# runs COMMAND ALLOWED: its exit status is one of these.
runs() {
  local status=0
  bash -uo pipefail -c "$1" >said.new 2>&1 </dev/null || status=$?
  mv said.new said
  [[ " $2 " = *" $status "* ]] || fail "$1: status $status, allowed $2: $(tail -n 3 said)"
}

difference=$(diff <(commands_of "$repository/$page") \
  <(entries_of "$page" | awk -F '\t' '$1 !~ /^(before|check)$/ { print $2 }') || true)
sed -n "s|^< |commands.txt lacks, in the order of the page: |p; s|^> |commands.txt has what the page lacks: |p" \
  <<<"$difference"
[[ -z $difference ]] || fail "is not what commands.txt knows"

while IFS= read -r command; do parses "$command"; done < <(named_in_text "$repository/$page")

count=0
while IFS=$'\t' read -r how command with; do
  case $how in
    before | check | run) runs "$command" 0 ;;
    fails) runs "$command" 1 ;;
    short)
      if [[ $command = ./kintsugi* ]]; then parses "$command"; fi
      runs "$(shortened "$command" "$with")" '0 1'
      ;;
    parse) parses "$command" ;;
    there) [[ -x $repository/${command%% *} ]] || fail "$command: there is no such program" ;;
    *) fail "commands.txt: found $how; allowed run, fails, short, parse, there, before, check" ;;
  esac
  count=$((count + 1))
done < <(entries_of "$page")
echo "$page: $count lines held"
