// A run in shards as `submit` plans it: the scripts as text, run as Slurm would run them, and as
// processes; nothing a user writes reaches a shell.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testbench/cluster/plan.h"
#include "testbench/cluster/processes.h"
#include "testbench/cluster/scripts.h"
#include "testbench/tests/cluster/shard_runs.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

Outcome submit(const fs::path& out, const Words& more) {
  Words words = {"submit",   "fashion_mlp", "--run-engine", "fast",  "--dies",    "3:10",
                 "--images", "20",          "--quiet",      "--out", out.string()};
  words.insert(words.end(), more.begin(), more.end());
  return run_binary(words);
}

// Runs a script as Slurm does, from the folder it was submitted in; its exit status.
int run_script(const fs::path& script, int task) {
  int exit_status = -1;
  setenv("SLURM_ARRAY_TASK_ID", std::to_string(task).c_str(), 1);
  run_processes(
      {{{"bash", script.string()}, script.parent_path(), script.string() + ".log"}}, 1,
      [&](size_t, int status) { exit_status = status; }, [] { return false; });
  return exit_status;
}

// A stand-in for sbatch that writes its words to `calls` and answers with job numbers.
class Sbatch {
 public:
  Sbatch() {
    fs::create_directories(scratch_ / "bin");
    write_file(scratch_ / "bin/sbatch", "#!/bin/sh\necho \"$*\" >>'" +
                                            (scratch_ / "calls").string() + "'\nwc -l <'" +
                                            (scratch_ / "calls").string() + "'\n");
    fs::permissions(scratch_ / "bin/sbatch", fs::perms::owner_all);
    former_ = getenv("PATH");
    setenv("PATH", ((scratch_ / "bin").string() + ":" + former_).c_str(), 1);
  }
  ~Sbatch() { setenv("PATH", former_.c_str(), 1); }
  std::string take_calls() {
    const std::string calls = read_file(scratch_ / "calls");
    fs::remove(scratch_ / "calls");
    return calls;
  }

 private:
  ScratchFolder scratch_;
  std::string former_;
};

SubmitOptions golden_options() {
  SubmitOptions options;
  options.shards = 7;
  options.cpus = 2;
  options.partition = "long,short";
  options.time = "1-12:00:00";
  options.mem = "4G";
  options.sbatch = {"--account=lab", "--exclusive"};
  return options;
}

ShardPlan golden_plan() {
  ShardPlan plan;
  plan.folder = "/scratch/it's \"mine\" $(now)";
  plan.run = {"run", "my.toml", "--engine", "cosim", "--set", "data=`a b`"};
  plan.shards = 7;
  plan.program = "/opt/kintsugi/kintsugi-cli";
  plan.root = "/opt/kintsugi";
  plan.from = "/home/someone";
  return plan;
}

TEST(Scripts, AreThoseOnePage) {
  EXPECT_EQ(array_script(golden_plan(), golden_options()), R"(#!/bin/bash
# A task a shard; one that is requeued goes on where it was. By hand, in this folder:
#   sbatch shards.sbatch
#   sbatch --dependency=afterany:JOB merge.sbatch
#SBATCH --job-name=kintsugi_shards
#SBATCH --array=1-7
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=logs/shard_%a.log
#SBATCH --cpus-per-task=2
#SBATCH --partition=long,short
#SBATCH --time=1-12:00:00
#SBATCH --mem=4G
#SBATCH --account=lab
#SBATCH --exclusive
set -eu
export KINTSUGI_ROOT=/opt/kintsugi
cd /home/someone
exec /opt/kintsugi/kintsugi-cli \
  run my.toml --engine cosim --set 'data=`a b`' \
  --shard "$SLURM_ARRAY_TASK_ID/7" --jobs 2 --quiet \
  --out '/scratch/it'\''s "mine" $(now)'/shards/"$SLURM_ARRAY_TASK_ID"
)");
  EXPECT_EQ(merge_script(golden_plan(), {}), R"(#!/bin/bash
# The whole from the shards; where dies are missing, their shards are named instead.
#SBATCH --job-name=kintsugi_merge
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=logs/merge.log
set -eu
export KINTSUGI_ROOT=/opt/kintsugi
cd /home/someone
exec /opt/kintsugi/kintsugi-cli \
  merge '/scratch/it'\''s "mine" $(now)' --out '/scratch/it'\''s "mine" $(now)/merged'
)");
}

TEST(Scripts, NameRunsOfShardsShort) {
  EXPECT_EQ(array_indices({1, 2, 3, 5, 8, 9}), "1-3,5,8-9");
  EXPECT_EQ(array_indices({}), "");
}

TEST(Submit, ScriptsRunByHandGiveTheBytesOfOneRun) {
  const ScratchFolder scratch;
  run_binary(small_run(scratch / "whole"));
  const fs::path plan = scratch / "a b'; touch odd; $(touch odd)";
  ASSERT_EQ(submit(plan, {"--shards", "3", "--dry-run"}).status, 0);
  EXPECT_EQ(run_script(plan / "merge.sbatch", 0), 2) << "no shard has started";
  for (const int task : {3, 1}) EXPECT_EQ(run_script(plan / "shards.sbatch", task), 0);
  EXPECT_EQ(run_script(plan / "merge.sbatch", 0), 1);
  EXPECT_NE(read_file(plan / "merge.sbatch.log").find("shard 2/3: 2 of 2 dies missing"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(plan / "merged"));
  EXPECT_EQ(run_script(plan / "shards.sbatch", 2), 0);
  EXPECT_LE(run_script(plan / "merge.sbatch", 0), 1);
  EXPECT_EQ(merged_bytes(plan / "merged"), merged_bytes(scratch / "whole"))
      << read_file(plan / "merge.sbatch.log");
  EXPECT_FALSE(fs::exists("odd"));
  EXPECT_FALSE(fs::exists(plan / "odd"));
}

TEST(Submit, LocalEngineGivesTheBytesOfOneRunAndRunsOnlyWhatIsMissing) {
  const ScratchFolder scratch;
  run_binary(small_run(scratch / "whole"));
  const Words local = {"--engine", "local", "--shards", "3", "--jobs", "2"};
  const Outcome o = submit(scratch / "p", local);
  EXPECT_LE(o.status, 1) << o.out;
  EXPECT_EQ(merged_bytes(scratch / "p/merged"), merged_bytes(scratch / "whole")) << o.out;
  fs::remove_all(scratch / "p/shards/2");
  fs::remove_all(scratch / "p/merged");
  const auto before = fs::last_write_time(scratch / "p/shards/1/timing.json");
  EXPECT_LE(submit(scratch / "p", local).status, 1);
  EXPECT_EQ(fs::last_write_time(scratch / "p/shards/1/timing.json"), before);
  EXPECT_EQ(merged_bytes(scratch / "p/merged"), merged_bytes(scratch / "whole"));
}

TEST(Submit, AsksForAnArrayThenAMergeAndLaterOnlyForWhatIsMissing) {
  const ScratchFolder scratch;
  Sbatch sbatch;
  const Words words = {"--shards", "3"};
  ASSERT_EQ(submit(scratch / "p", words).status, 0);
  EXPECT_EQ(sbatch.take_calls(),
            "--parsable --array=1-3 shards.sbatch\n"
            "--parsable --dependency=afterany:1 merge.sbatch\n");
  for (const int task : {1, 3}) run_script(scratch / "p/shards.sbatch", task);
  ASSERT_EQ(submit(scratch / "p", words).status, 0);
  EXPECT_EQ(sbatch.take_calls(),
            "--parsable --array=2 shards.sbatch\n"
            "--parsable --dependency=afterany:1 merge.sbatch\n");
  run_script(scratch / "p/shards.sbatch", 2);
  ASSERT_EQ(submit(scratch / "p", words).status, 0);
  EXPECT_EQ(sbatch.take_calls(), "--parsable merge.sbatch\n");
}

TEST(Submit, SaysThatSbatchIsMissing) {
  const ScratchFolder scratch;
  const std::string former = getenv("PATH");
  setenv("PATH", (scratch / "nowhere").c_str(), 1);
  const Outcome o = submit(scratch / "p", {"--shards", "3"});
  setenv("PATH", former.c_str(), 1);
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.out.find("sbatch: cannot be started"), std::string::npos) << o.out;
}

TEST(Submit, RefusesWhatCannotStandInAScript) {
  const ScratchFolder scratch;
  const std::vector<Words> refused = {{"--partition", "a;b"},
                                      {"--partition", "a b"},
                                      {"--time", "soon"},
                                      {"--time", "1:00\n#SBATCH --uid=0"},
                                      {"--mem", "4 G"},
                                      {"--sbatch", "account=lab"},
                                      {"--sbatch=--account=$(id)"},
                                      {"--sbatch=--array=1-2"},
                                      {"--sbatch=--wrap=true"},
                                      {"--shards", "0"},
                                      {"--engine", "lsf"},
                                      {"--engine", "local", "--mem", "4G"},
                                      {"--set", "adc.bits=99"}};
  for (const Words& words : refused) {
    const Outcome o = submit(scratch / "p", words);
    EXPECT_EQ(o.status, 2) << words.back();
    EXPECT_NE(o.out.find("allowed"), std::string::npos) << o.out;
    EXPECT_FALSE(fs::exists(scratch / "p")) << words.back();
  }
}

TEST(Submit, RefusesTheFolderOfAnotherPlanOrOfSomethingElse) {
  const ScratchFolder scratch;
  ASSERT_EQ(submit(scratch / "p", {"--shards", "3", "--dry-run"}).status, 0);
  const Outcome other = submit(scratch / "p", {"--shards", "4", "--dry-run"});
  EXPECT_EQ(other.status, 2);
  EXPECT_NE(other.out.find("holds another plan: shards is 3 there and 4 here"), std::string::npos)
      << other.out;
  fs::create_directories(scratch / "q");
  write_file(scratch / "q/notes.txt", "mine");
  EXPECT_EQ(submit(scratch / "q", {"--shards", "3", "--dry-run"}).status, 2);
}

TEST(Status, CountsFinishedAndFailedDies) {
  const ScratchFolder scratch;
  ASSERT_EQ(submit(scratch / "p", {"--shards", "3", "--dry-run"}).status, 0);
  run_script(scratch / "p/shards.sbatch", 1);
  run_script(scratch / "p/shards.sbatch", 2);
  sql(scratch / "p/shards/1", "DELETE FROM dies WHERE die = 6");
  sql(scratch / "p/shards/2", "UPDATE dies SET message = 'odd' WHERE die = 4");
  const Outcome o = run_binary({"status", (scratch / "p").string()});
  EXPECT_EQ(o.status, 1);
  EXPECT_EQ(o.out,
            "shard 1/3: 2 of 3 dies\n"
            "shard 3/3: 0 of 2 dies\n"
            "4 of 7 dies, 1 of 3 shards finished; 1 dies failed; not merged\n");
  run_script(scratch / "p/shards.sbatch", 1);
  run_script(scratch / "p/shards.sbatch", 3);
  const Outcome whole = run_binary({"status", (scratch / "p").string(), "--json"});
  EXPECT_EQ(whole.status, 0);
  EXPECT_EQ(nlohmann::json::parse(whole.out).at("finished_dies"), 7);
  EXPECT_EQ(run_binary({"status", (scratch / "nowhere").string()}).status, 2);
}

}  // namespace
}  // namespace kintsugi
