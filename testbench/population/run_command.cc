// `kintsugi run`: every die of a scenario tested, repaired and judged in worker processes.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/population/controller.h"
#include "testbench/population/engines.h"
#include "testbench/population/fork_pool.h"
#include "testbench/population/rerun_line.h"
#include "testbench/population/run_results.h"
#include "testbench/population/shard.h"
#include "testbench/population/waves.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/comparison.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/report/report_files.h"
#include "testbench/report/result_store.h"

namespace kintsugi {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// What a mismatch report says of the simulation it is about.
RunOrigin origin_of(const Experiment& e, const RunOptions& options,
                    const BenchController& controller, uint32_t die) {
  RunOrigin origin;
  origin.subject = fmt::format("die {} of {}", die, e.scenario.name);
  origin.seeds = {{"scenario", std::to_string(e.scenario.seed)},
                  {"die", std::to_string(die)},
                  {"power_up", std::to_string(die + 1)},
                  {"fit", std::to_string(e.program.fit_seed)}};
  origin.versions = options.versions;
  for (const auto& version : identity_of(e, options, controller.own).versions) {
    origin.versions.push_back(version);
  }
  origin.rerun = [&options, die](const Divergence& d) { return rerun_line(options, die, d); };
  return origin;
}

CosimOptions cosim_options(const Experiment& e, const RunOptions& options,
                           const BenchController& controller, uint32_t die) {
  CosimOptions cosim;
  cosim.wave = wave_of_die(options, die);
  cosim.check = options.check;
  cosim.controller = controller.make;
  cosim.reference = controller.reference;
  cosim.report = report_stem(options.out, die);
  cosim.origin = origin_of(e, options, controller, die);
  return cosim;
}

// A worker's answer: seconds it took, then the record.
std::string run_die(const Experiment& e, const RunOptions& options,
                    const BenchController& controller, uint32_t die) {
  const Clock::time_point start = Clock::now();
  const DieRecord record = options.engine == Engine::Cosim
                               ? run_cosim(e, die, cosim_options(e, options, controller, die))
                               : run_fast(e, die);
  return fmt::format("{:.6f} {}", seconds_since(start), to_text(record));
}

// "die 17  REPAIR  untuned 41.00 %  ...  912345 cycles"
std::string die_line(const DieRecord& record) {
  std::string text = fmt::format("die {}  {}", record.die, outcome(record));
  for (const RepairColumn& column : kRepairs) {
    text += fmt::format("  {} {:.2f} %", column.key, accuracy(record, column));
  }
  return text + (record.cycles_total > 0 ? fmt::format("  {} cycles", record.cycles_total) : "");
}

// What is kept of a die whose worker failed. The sentence is the same on every machine; the log
// also says how long it took.
DieRecord lost_die(const RunOptions& options, const ForkResult& result) {
  const std::filesystem::path log = worker_log(result.item);
  std::error_code ignored;  // writing says it better
  std::filesystem::create_directories(options.out / log.parent_path(), ignored);
  write_file_atomically(options.out / log, result.log);
  DieRecord record;
  record.die = result.item;
  record.message = fmt::format("{}; {} says more", result.text, log.string());
  return record;
}

// A die that came out after all.
void forget_loss(const RunOptions& options, const ForkResult& result) {
  std::error_code ignored;  // there seldom is one
  std::filesystem::remove(options.out / worker_log(result.item), ignored);
  if (!result.log.empty()) fmt::print(stderr, "kintsugi: die {}: {}", result.item, result.log);
}

Workers workers_of(const RunOptions& options) {
  const auto& limit = options.die_timeout_s;
  return patient_workers(options.jobs, limit ? TimeLimit{*limit, *limit, 0} : kLimitByProgress);
}

struct Outcome {
  bool finished = true;  // not stopped by the user
  RunTiming timing;
};

Outcome run_missing(const Experiment& e, const RunOptions& options,
                    const BenchController& controller, const std::vector<uint32_t>& missing,
                    int64_t found, ResultStore* store) {
  Outcome outcome;
  outcome.timing.jobs = options.jobs;
  const Clock::time_point start = Clock::now();
  const InterruptGuard guard;
  const int64_t total = found + static_cast<int64_t>(missing.size());
  int64_t seen = found;
  Progress progress("dies", total, Progress::style(options.quiet || options.verbose), found);
  const auto done = [&](const ForkResult& result) {
    ++seen;
    if (result.ok) {
      forget_loss(options, result);
      size_t record_at = 0;
      outcome.timing.busy_worker_s += std::stod(result.text, &record_at);
      const DieRecord record = record_from_text(result.text.substr(record_at + 1));
      outcome.timing.simulated_cycles += record.cycles_compared;
      store->add(record);
      if (options.verbose) fmt::print(stderr, "[{}/{}] {}\n", seen, total, die_line(record));
    } else {
      store->add(lost_die(options, result));
    }
    progress.advance();
  };
  outcome.finished = run_forked(
      missing, workers_of(options),
      [&](uint32_t die) { return run_die(e, options, controller, die); }, done,
      [] { return interrupted(); });
  outcome.timing.wall_s = seconds_since(start);
  return outcome;
}

std::vector<uint32_t> missing_dies(const std::vector<uint32_t>& wanted,
                                   const std::set<uint32_t>& finished) {
  std::vector<uint32_t> missing;
  std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(missing),
               [&](uint32_t die) { return finished.count(die) == 0; });
  return missing;
}

std::vector<DieRecord> records_in(const std::vector<uint32_t>& wanted, const ResultStore& store) {
  std::vector<DieRecord> records;
  for (DieRecord& record : store.all()) {
    if (std::binary_search(wanted.begin(), wanted.end(), record.die)) {
      records.push_back(std::move(record));
    }
  }
  return records;
}

}  // namespace

int run_command(const RunOptions& options) {
  const Experiment experiment = load_experiment(options.scenario);
  if (!options.quiet && !experiment.optima.note.empty()) {
    fmt::print(stderr, "kintsugi: {}\n", experiment.optima.note);
  }
  check_waves(options, experiment.chip);
  const BenchController controller = bench_controller(options);
  const RunIdentity identity = identity_of(experiment, options, controller.own);
  check_shard_folder(options.out, options.shard);
  ResultStore store(options.out, identity,
                    options.shard.count > 0 ? Readers::OnAnyHost : Readers::OnThisHost);
  claim_shard_folder(shard_file_of(options));
  const std::vector<uint32_t> wanted = dies_of(options.scenario.dies, options.shard);
  const std::vector<uint32_t> missing = missing_dies(wanted, store.finished());
  const auto found = static_cast<int64_t>(wanted.size() - missing.size());
  const Outcome outcome = run_missing(experiment, options, controller, missing, found, &store);

  const std::vector<DieRecord> records = records_in(wanted, store);
  if (!outcome.finished) {
    fmt::print(stderr, "kintsugi: stopped with {} of {} dies finished; the same command goes on\n",
               records.size(), wanted.size());
    return 1;
  }
  print_failures(records, [&](uint32_t die) { return report_stem(options.out, die); });
  const bool held = run_again_with_waves(experiment, options, controller, records, missing);
  write_timing(options.out, outcome.timing);
  if (options.shard.count > 0) {  // what the scenario expects, it expects of all its dies
    if (!options.quiet) {
      fmt::print("{} with {} dies in {}\n", to_text(options.shard), records.size(),
                 options.out.string());
    }
    return held && std::none_of(records.begin(), records.end(), failed) ? 0 : 1;
  }
  if (std::all_of(records.begin(), records.end(), lost)) return 1;  // nothing to sum up
  const JudgedRun judged = write_results(experiment, options, identity, records);
  return show_results(options, judged) && held ? 0 : 1;
}

}  // namespace kintsugi
