#!/usr/bin/env bash
# The launcher against stand-ins for dpkg-query, apt-get, cmake, ninja and ctest that write down
# how they were called. Usage: launcher_test.sh REPOSITORY
set -euo pipefail

repository=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CALLS=$work/calls INSTALLED=$work/installed
unset KINTSUGI_ROOT KINTSUGI_PRESET

mkdir -p "$work/tree/cmake" "$work/bin" "$work/home"
cp "$repository/kintsugi" "$work/tree/"
cp "$repository/cmake/packages.txt" "$work/tree/cmake/"
touch "$work/tree/CMakePresets.json"

stand_in() {
  { echo '#!/usr/bin/env bash'; cat; } >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}
stand_in dpkg-query <<'END'
shift 2
for package in "$@"; do
  if grep -qx "$package" "$INSTALLED"; then echo "ii  $package"; fi
done
END
stand_in apt-get <<'END'
echo "apt-get $*" >>"$CALLS"
for word in "$@"; do echo "$word" >>"$INSTALLED"; done
END
stand_in sudo <<'END'
exec "$@"
END
stand_in cmake <<'END'
echo "cmake $*" >>"$CALLS"
folder=$(sed 's/.* -B \([^ ]*\).*/\1/' <<<"$*")
mkdir -p "$folder"/{testbench/{cli,mutation,signoff,sweeps},models/training}
touch "$folder/build.ninja"
echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >"$folder/CMakeCache.txt"
sed -n 's/.*-D\(KINTSUGI_MUTANTS\)=\([0-9]*\).*-D\(KINTSUGI_MUTANT_SEED\)=\([0-9]*\).*/\1:STRING=\2\n\3:STRING=\4/p' \
  <<<"$*" >>"$folder/CMakeCache.txt"
for program in testbench/cli/kintsugi-cli models/training/kintsugi-train \
  testbench/mutation/kintsugi-mutate testbench/signoff/kintsugi-signoff testbench/sweeps/kintsugi-sweep; do
  printf '#!/bin/sh\necho "%s $*"\nexit 1\n' "${program##*/}" >"$folder/$program"
  chmod +x "$folder/$program"
done
END
stand_in ninja <<'END'
echo "ninja ${PWD##*/} $*" >>"$CALLS"
echo "ninja: no work to do."
exit "${NINJA_STATUS_WANTED:-0}"
END
stand_in ctest <<'END'
echo "ctest $*" >>"$CALLS"
END

# call ARGUMENTS: runs the launcher; leaves $status, $out, $err and the calls it made.
call() {
  : >"$CALLS"
  status=0
  PATH=$work/bin:$PATH HOME=$work/home "$work/tree/kintsugi" "$@" \
    >"$work/out" 2>"$work/err" || status=$?
  out=$(<"$work/out") err=$(<"$work/err") calls=$(<"$CALLS")
}
fail() {
  printf 'FAILED: %s\nstatus %s\nstdout: %s\nstderr: %s\ncalls: %s\n' \
    "$1" "$status" "$out" "$err" "$calls" >&2
  exit 1
}
has() { [[ $1 == *"$2"* ]] || fail "$3"; }
lacks() { [[ $1 != *"$2"* ]] || fail "$3"; }

all_packages() { awk 'NF && !/^[#[]/ { print $1 }' "$repository/cmake/packages.txt"; }

: >"$INSTALLED"
call --help
[[ $status = 0 && -z $calls ]] || fail "help needs neither packages nor a build"

call run --no-install
[[ $status = 2 ]] || fail "--no-install with packages missing is status 2"
has "$err" "apt-get install --no-install-recommends build-essential" "it says what to install"
[[ -z $calls ]] || fail "--no-install installs and builds nothing"

call run --dies 0:3
has "$err" "installing build-essential" "the list is said first"
has "$calls" "--no-install-recommends build-essential" "missing packages are installed"
lacks "$calls" "libtorch-dev" "run needs no libtorch"
lacks "$calls" "libgtest-dev" "run needs no test framework"
has "$calls" "ninja fast kintsugi-cli" "only the command line is built"
[[ $out = "kintsugi-cli run --dies 0:3" ]] || fail "options reach the command, stdout is its own"
[[ $status = 1 ]] || fail "the command's status is handed on"

call run
lacks "$calls" "apt-get" "nothing is installed twice"
lacks "$calls" "cmake" "nothing is configured twice"
lacks "$err" "no work" "a second call is silent"

call run --wave
has "$calls" "--preset debug" "waves need the debug build"
has "$out" "--wave" "and the command hears of them"
call run --wave-on-failure
has "$out" "--wave-on-failure" "and of waves after a failure"
has "$calls" "ninja debug" "which need the debug build too"
call wave results/x
has "$calls" "gtkwave" "wave installs GTKWave"
has "$calls" "ninja debug" "wave uses the build that made the wave"
[[ $out = "kintsugi-cli wave results/x" ]] || fail "wave reaches the command line"

call --preset asan run
has "$calls" "--preset asan" "the preset can be chosen"
call run --preset fats
[[ $status = 2 ]] || fail "an unknown preset is status 2"
has "$err" "did you mean fast" "a misspelt preset gets a suggestion"

call rnu
[[ $status = 2 ]] || fail "an unknown command is status 2"
has "$err" "allowed run, fit" "and says which there are"
has "$err" "did you mean run" "and which was meant"
[[ -z $calls ]] || fail "and builds nothing"

for word in vaildate:validate exlpain:explain lst:list tset:test diffs:diff versoin:version; do
  call "${word%:*}"
  has "$err" "did you mean ${word#*:}" "a misspelt command gets a suggestion"
done
call frobnicate
lacks "$err" "did you mean" "a word that is like none gets no suggestion"

for words in "validate my.toml" "diff a b --json" "merge a b --out c" \
  "submit fashion_mlp --shards 2 --out p" "status p" "explain adc.bits" version "--version --json"; do
  # shellcheck disable=SC2086
  call $words
  [[ $out = "kintsugi-cli $words" ]] || fail "$words reaches the command line"
  [[ $err != *grep* ]] || fail "options of $words are none of grep"
done
call merge <<<'"kind": "signoff"'
[[ $out = "kintsugi-cli merge" ]] || fail "merge alone reads no input"
call help explain
[[ $out = "kintsugi-cli explain --help" ]] || fail "help COMMAND is COMMAND --help"

call test --help
[[ $status = 0 && -z $calls ]] || fail "help of test needs no build"
has "$out" "usage: ./kintsugi test" "and says what it takes"

call test -R scenario
has "$calls" "libgtest-dev" "test installs the test packages"
has "$calls" "-DKINTSUGI_TESTS=ON" "test configures the tests"
has "$calls" "ninja test all" "test builds everything"
has "$calls" "--output-on-failure --no-tests=error -R scenario" "options go to ctest"

call train --network lenet
has "$calls" "libtorch-dev" "train installs libtorch"
has "$calls" "-DKINTSUGI_TRAINING=ON" "train has a build of its own"
[[ $out = "kintsugi-train --network lenet" ]] || fail "train runs the trainer"

call study --quick lr
[[ $out = "kintsugi-train study --quick lr" ]] || fail "a study that learns goes to the trainer"
call study signature --out lr
[[ $out = "kintsugi-cli study signature --out lr" ]] || fail "a folder named as a study is a folder"

for words in "resets --stride 3" "--seeds 5 powerup" "backpressure --help"; do
  # shellcheck disable=SC2086
  call sweep $words
  has "$calls" "ninja test kintsugi-sweep" "a sweep of the RTL has a program of its own"
  [[ $out = "kintsugi-sweep $words" ]] || fail "sweep $words reaches it"
done
for words in "fashion_mlp adc.bits=4,6" "my.toml --points resets" "my.toml --out powerup a=1" --help; do
  # shellcheck disable=SC2086
  call sweep $words
  has "$calls" "ninja fast kintsugi-cli" "a sweep of a scenario needs no tests"
  [[ $out = "kintsugi-cli sweep $words" ]] || fail "sweep $words is one of a scenario"
done

call mutate --json x
has "$calls" "-DKINTSUGI_MUTANTS=200" "mutate plants 200 mutants"
has "$calls" "ninja mutate kintsugi-mutate" "in a build of its own"
[[ $out = "kintsugi-mutate mutate --json x" ]] || fail "mutate reaches its program"
call mutate
lacks "$calls" "cmake" "the same mutants are not configured twice"
call mutate --seed 7
has "$calls" "-DKINTSUGI_MUTANT_SEED=7" "another seed is another build"
call mutate --mutants many
[[ $status = 2 && -z $calls ]] || fail "a count that is no number is status 2"

call signoff --stage V1
has "$calls" "ninja test all" "signoff builds all tests"
has "$calls" "ninja test PlantedMutants" "and what no test builds before a testpoint runs it"
[[ $out = "kintsugi-signoff signoff --stage V1" ]] || fail "signoff reaches its program"
mkdir "$work/shard"
echo '{"kind": "signoff"}' >"$work/shard/shard.json"
call merge "$work/shard" --out c
[[ $out = "kintsugi-signoff merge $work/shard --out c" ]] || fail "shards of a sign-off reach its program"
mkdir "$work/learns"
echo '{"kind": "study", "study": "vat"}' >"$work/learns/shard.json"
call merge "$work/learns" --out d
[[ $out = "kintsugi-train merge $work/learns --out d" ]] || fail "shards of a study that learns reach the trainer"
call signoff --rtl my.f --top mine
has "$calls" "ninja test kintsugi-signoff-own" "sign-off of an own controller builds its bench alone"

NINJA_STATUS_WANTED=1 call run
[[ $status = 2 && -z $out ]] || fail "a failed build is status 2 and runs nothing"

sed -i "s|$work/tree|$work/elsewhere|" "$work/tree/build/fast/CMakeCache.txt"
call run
has "$calls" "cmake --fresh" "a tree that was moved is configured again"

all_packages | sort | uniq -d | grep -q . && fail "a package stands twice in cmake/packages.txt"
echo "launcher: all held"
