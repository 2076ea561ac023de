// `kintsugi submit`: a run in shards, by Slurm or as processes here.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "models/core/error.h"
#include "testbench/cluster/plan.h"
#include "testbench/cluster/processes.h"
#include "testbench/cluster/scripts.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/scenario/paths.h"
#include "testbench/space/design.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

ShardPlan plan_of(const SubmitOptions& options) {
  ShardPlan plan;
  plan.folder = fs::absolute(options.out).lexically_normal();
  plan.run = options.run;
  // Every point is checked before anything is written.
  if (options.sweep) plan.points = static_cast<int>(sweep_design(*options.sweep).points.size());
  plan.shards = options.shards;
  plan.dies = options.scenario.dies;
  plan.program = fs::read_symlink("/proc/self/exe");
  plan.root = fs::absolute(project_root()).lexically_normal();
  plan.from = fs::current_path();
  return plan;
}

std::vector<int> unfinished_shards(const ShardPlan& plan) {
  std::vector<int> shards;
  for (const ShardProgress& one : progress_of(plan)) {
    if (one.finished < one.wanted) shards.push_back(one.index);
  }
  return shards;
}

// "1234" or "1234;cluster", as --parsable prints it.
std::string job_number(const std::string& text) {
  const std::string number = text.substr(0, text.find_first_not_of("0123456789"));
  if (!number.empty()) return number;
  throw UserError("sbatch: found no job number in its answer \"" + text + "\"");
}

int submit_to_slurm(const ShardPlan& plan, const std::vector<int>& shards, std::ostream& out) {
  std::vector<std::string> merge = {"sbatch", "--parsable"};
  if (!shards.empty()) {
    const std::string array = job_number(
        output_of({{"sbatch", "--parsable", "--array=" + array_indices(shards), "shards.sbatch"},
                   plan.folder,
                   {}}));
    fmt::print("job {}: shards {}\n", array, array_indices(shards));
    merge.push_back("--dependency=afterany:" + array);
  }
  merge.emplace_back("merge.sbatch");
  const std::string job = job_number(output_of({merge, plan.folder, {}}));
  fmt::print("job {}: merge, into {}\n", job, merged_folder(plan).string());
  out.flush();
  return 0;
}

int run_here(const ShardPlan& plan, const SubmitOptions& options, const std::vector<int>& shards,
             std::ostream& out) {
  std::vector<ProgramRun> processes;
  for (const int index : shards) {
    processes.push_back(
        {shard_words(plan, index, options.cpus), plan.from, shard_log(plan, index)});
  }
  bool finished = true;
  {
    const InterruptGuard guard;
    Progress progress("shards", plan.shards, Progress::style(options.quiet),
                      plan.shards - static_cast<int>(shards.size()));
    const auto ended = [&](size_t i, int status) {
      progress.advance();
      if (status <= 1) return;  // 1: a die failed, which the merge says
      fmt::print(stderr, "kintsugi: shard {} ended with status {}; see {}\n", shards[i], status,
                 processes[i].log.string());
    };
    finished = run_processes(processes, options.jobs, ended, [] { return interrupted(); });
  }
  if (!finished) {
    fmt::print(stderr, "kintsugi: stopped; the same command goes on\n");
    return 1;
  }
  MergeOptions merge;
  merge.shards = {plan.folder};
  merge.out = merged_folder(plan);
  merge.quiet = options.quiet;
  return merge_command(merge, out);
}

}  // namespace

int submit_command(const SubmitOptions& options, std::ostream& out) {
  const ShardPlan plan = plan_of(options);
  check_script_words(options, plan);
  write_plan(plan);
  if (options.slurm) {
    write_file_atomically(plan.folder / "shards.sbatch", array_script(plan, options));
    write_file_atomically(plan.folder / "merge.sbatch", merge_script(plan, options));
  }
  const std::vector<int> shards = unfinished_shards(plan);
  if (options.dry_run) {
    if (!options.quiet) {
      fmt::print("plan of {} shards in {}; {} to run: {}\n", plan.shards, plan.folder.string(),
                 shards.size(), array_indices(shards));
    }
    return 0;
  }
  if (!options.slurm) ::setenv("KINTSUGI_ROOT", plan.root.c_str(), 1);
  return options.slurm ? submit_to_slurm(plan, shards, out) : run_here(plan, options, shards, out);
}

}  // namespace kintsugi
