#!/usr/bin/env bash
# A run in shards under a real Slurm of one node on this machine: submits it, kills a shard and then
# slurmd in the middle, sees both requeued, and compares the merged bytes with one run. Starts munged,
# slurmctld and slurmd of its own and stops only these. Needs root and the packages slurmctld slurmd
# slurm-client munge. Usage: slurm_test.sh KINTSUGI [RESULT.json]
set -euo pipefail

kintsugi=$(readlink -f "$1") result=${2:-}
dies=60 shards=4
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
export KINTSUGI_ROOT=$root
for program in munged slurmctld slurmd sbatch; do
  command -v "$program" >/dev/null || { echo "slurm_test: found no $program; install slurmctld slurmd slurm-client munge"; exit 2; }
done
[[ $EUID -eq 0 ]] || { echo "slurm_test: found user $EUID; allowed root, which slurmd needs"; exit 2; }

work=$(mktemp -d)
started=()
cleanup() {
  scancel --user root 2>/dev/null || true
  for pid in "${started[@]}" "$(cat "$work/slurmd.pid" 2>/dev/null)"; do
    [[ -z $pid ]] || kill "$pid" 2>/dev/null || true
  done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
fail() {
  echo "slurm_test: $*" >&2
  tail -n 20 "$work"/*.log "$work"/plan/logs/* >&2 2>/dev/null || true
  exit 1
}
# until SECONDS COMMAND...: tries again until it holds.
until_true() {
  local limit=$((SECONDS + $1))
  shift
  until "$@"; do
    [[ $SECONDS -lt $limit ]] || return 1
    sleep 0.2
  done
}

mkdir -p "$work/state" "$work/spool" "$work/munge"
chmod 755 "$work"
chmod 700 "$work/munge"
head -c 1024 /dev/urandom >"$work/munge/key"
chmod 400 "$work/munge/key"
munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munge/pid" \
  --log-file="$work/munge/log" --seed-file="$work/munge/seed" >"$work/munged.log" 2>&1 &
started+=($!)
until_true 20 test -S "$work/munge/socket" || fail "munged did not start"

host=$(hostname -s)
cat >"$work/slurm.conf" <<CONF
ClusterName=kintsugi
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SlurmdTimeout=10
KillWait=2
MinJobAge=300
SchedulerParameters=bf_interval=1,sched_interval=1,batch_sched_delay=0
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$work/slurm.conf
slurmctld -D -f "$SLURM_CONF" >"$work/slurmctld.out.log" 2>&1 &
started+=($!)
start_slurmd() {
  slurmd -D -f "$SLURM_CONF" -N "$host" >>"$work/slurmd.out.log" 2>&1 &
  slurmd=$!
  started+=("$slurmd")
}
start_slurmd
idle() { sinfo -h -o %T 2>/dev/null | grep -Eq '^(idle|mixed|allocated)'; }
until_true 60 idle || fail "slurmd did not come up"

run=(fashion_mlp --dies "0:$dies" --images 2000)
cd "$work"
"$kintsugi" run "${run[@]}" --engine fast --quiet --out whole || [[ $? = 1 ]]
"$kintsugi" submit "${run[@]}" --run-engine fast --shards "$shards" --out plan | tee submitted
array=$(sed -n '1s/^job \([0-9]*\):.*/\1/p' submitted) merge=$(sed -n '2s/^job \([0-9]*\):.*/\1/p' submitted)
finished() { { "$kintsugi" status plan --json || true; } | sed -n 's/.*"finished_dies": \([0-9]*\).*/\1/p'; }
some() { [[ $(finished) -ge $1 ]]; }

until_true 120 some 2 || fail "no shard started"
[[ $(finished) -lt $dies ]] || fail "the shards were over before one was killed"
task=$(squeue -h -r -t running -j "$array" -o %i | head -n 1)
scontrol requeue "$task"
echo "requeued $task"
some_more=$(($(finished) + 1))
until_true 120 some "$some_more" || fail "nothing went on behind the requeue"
# The node goes down: its daemon, those that watch tasks, and the tasks.
running=$(squeue -h -r -t running -j "$array" -o %i | wc -l)
[[ $running -ge 1 ]] || fail "the shards were over before slurmd was killed"
ours() { grep -qsF "$work/slurm.conf" "/proc/$1/environ"; }
for pid in "$slurmd" $(pgrep -x slurmstepd) $(pgrep -f -- "--out $work/plan/shards/[0-9]+\$"); do
  if [[ $pid = "$slurmd" ]] || ours "$pid"; then kill -KILL "$pid" 2>/dev/null || true; fi
done
echo "killed slurmd and $running running tasks"
start_slurmd
over() { [[ -z $(squeue -h -j "$merge" 2>/dev/null) ]]; }
until_true 400 over || fail "the merge did not end"

"$kintsugi" status plan || fail "dies are missing"
for file in dies.csv summary.json junit.xml parts.csv bins.csv report.html; do
  cmp "whole/$file" "plan/merged/$file" || fail "$file differs"
done
requeued=$(scontrol show job -o "$array" | sed -n 's/.*Restarts=\([0-9]*\).*/\1/p' | awk '{ sum += $1 } END { print sum + 0 }')
[[ $requeued -ge 2 ]] || fail "found $requeued requeued tasks; allowed at least 2"
echo "identical bytes of $dies dies in $shards shards; $requeued times a task was requeued"
if [[ -n $result ]]; then
  mkdir -p "$(dirname "$root/$result")"
  echo "{\"dies\": $dies, \"shards\": $shards, \"requeued\": $requeued, \"identical\": 1}" >"$root/$result"
fi
