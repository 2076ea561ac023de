#!/usr/bin/env bash
# What no source of the product may do: give words to a shell, or look at a clock that can jump. Usage: source_rules.sh SOURCE_DIR
set -euo pipefail

cd "$1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0
to_shell='\b(system|popen|wordexp)[[:space:]]*\('
shell='"(ba|da)?sh"'
wall_clock='system_clock|gettimeofday|CLOCK_REALTIME|localtime|strftime|std::time\(|[^_a-z]time\((NULL|nullptr|0)\)'
eval='(^|[;&|[:space:]])eval[[:space:]]|sh -c'

# hits PATTERN: where it stands in the product outside of comments, as FILE:TEXT.
hits() {
  { grep -rnE "$1" --include='*.cc' --include='*.h' models systemc testbench || true; } |
    sed -E '/^testbench\/tests\//d; /^[^:]*:[0-9]+: *\/\//d; s/:[0-9]+: */:/' | sort
}

must_be() {
  [[ $(hits "$1") = "$2" ]] && return
  printf 'source_rules: %s\nexpected:\n%s\nfound:\n%s\n' "$1" "$2" "$(hits "$1")" >&2
  status=1
}

must_be "$to_shell" ''
# The commands of a file of bars are shell lines by definition, as those of a Makefile.
must_be "$shell" 'testbench/cli/bars_command.cc:{{{"sh", "-c", "(" + command + "\n) 1>&2"}, project_root(), {}}}, 1,
testbench/signoff/ctest.cc:const bool shell = name == "bash" || name == "sh";'
must_be "$wall_clock" ''
if grep -nE "$eval" kintsugi $(find testbench rtl -name '*.sh' ! -path 'testbench/tests/*'); then
  echo "source_rules: a script makes code of words" >&2
  status=1
fi

# And each rule finds what it is for.
mkdir "$scratch"/{models,systemc,testbench}
planted() {
  printf '  %s\n' "$2" >"$scratch/models/planted.cc"
  [[ -n $(cd "$scratch" && hits "$1") ]] && return
  echo "source_rules: did not find $2" >&2
  status=1
}
planted "$to_shell" 'std::system(line.c_str());'
planted "$to_shell" 'FILE* pipe = popen(line, "r");'
planted "$shell" 'run_tool({"bash", "-c", line}, folder);'
planted "$wall_clock" 'const auto now = std::chrono::system_clock::now();'
planted "$wall_clock" 'srand(time(nullptr));'
exit $status
