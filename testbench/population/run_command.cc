// `kintsugi run`: every die of a scenario tested, repaired and judged in worker processes.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>

#include "models/core/error.h"
#include "source_digest.h"
#include "testbench/cli/commands.h"
#include "testbench/population/controller.h"
#include "testbench/population/engines.h"
#include "testbench/population/fork_pool.h"
#include "testbench/population/plant.h"
#include "testbench/population/report_page.h"
#include "testbench/population/rerun_line.h"
#include "testbench/population/waves.h"
#include "testbench/report/comparison.h"
#include "testbench/report/expectations.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"
#include "testbench/report/report_files.h"
#include "testbench/report/result_store.h"
#include "testbench/report/table.h"
#include "testbench/silicon/bins.h"

namespace kintsugi {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::filesystem::path report_stem(const RunOptions& options, uint32_t die) {
  return options.out / fmt::format("mismatch_die_{}", die);
}

RunIdentity identity_of(const Experiment& e, const RunOptions& options,
                        const BenchController& controller) {
  const bool cosim = options.engine == Engine::Cosim;
  RunIdentity identity{e.scenario.name,
                       identity_toml(e.scenario),
                       e.scenario.seed,
                       cosim ? "cosim" : "fast",
                       {{"network", e.program.network_digest},
                        {"sources", kSourceDigest},
                        {"test_program", tuning::digest(e.program)}}};
  if (!options.plant.empty()) identity.versions["planted"] = options.plant;
  if (!controller.digest.empty()) identity.versions["controller"] = controller.digest;
  if (options.check == Check::Transaction) identity.versions["check"] = "transaction";
  if (!e.optima.digest.empty()) identity.versions["optimum"] = e.optima.digest;
  return identity;
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
  for (const auto& version : identity_of(e, options, controller).versions) {
    origin.versions.push_back(version);
  }
  origin.rerun = [&options, die](const Divergence& d) { return rerun_line(options, die, d); };
  return origin;
}

RunFacts facts_of(const Experiment& e, const RunOptions& options) {
  RunFacts facts;
  facts.scenario = e.scenario.name;
  facts.seed = e.scenario.seed;
  facts.engine = options.engine == Engine::Cosim ? "cosim" : "fast";
  if (options.engine == Engine::Cosim) {
    facts.check = options.check == Check::Cycle ? "cycle" : "transaction";
  }
  facts.images = e.judged.count();
  facts.ideal_correct = count_correct(e.ideal);
  facts.yield_margin = e.scenario.judge.yield_margin;
  facts.clock_mhz = e.scenario.timing.clock_mhz;
  facts.predicts = e.program.predict;
  return facts;
}

ExpectValues expectations_of(const Scenario::Expect& e) {
  return {e.min_repaired_yield, e.min_gain_over_untuned, e.min_gain_over_fixed_gain,
          e.max_mismatches, e.min_dies};
}

// A worker's answer: seconds it took, then the record.
std::string run_die(const Experiment& e, const RunOptions& options,
                    const BenchController& controller, uint32_t die) {
  const Clock::time_point start = Clock::now();
  CosimOptions cosim;
  cosim.wave = wave_of_die(options, die);
  cosim.plant = planted_fault(options.plant);
  cosim.check = options.check;
  cosim.controller = controller.make;
  cosim.report = report_stem(options, die);
  cosim.origin = origin_of(e, options, controller, die);
  const DieRecord record =
      options.engine == Engine::Cosim ? run_cosim(e, die, cosim) : run_fast(e, die);
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

struct Outcome {
  bool finished = true;  // not stopped by the user
  RunTiming timing;
  std::vector<std::string> failures;  // of workers: these dies have no record
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
      size_t record_at = 0;
      outcome.timing.busy_worker_s += std::stod(result.text, &record_at);
      const DieRecord record = record_from_text(result.text.substr(record_at + 1));
      outcome.timing.simulated_cycles += record.cycles_compared;
      store->add(record);
      if (options.verbose) fmt::print(stderr, "[{}/{}] {}\n", seen, total, die_line(record));
    } else {
      outcome.failures.push_back(fmt::format("die {}: {}", result.item, result.text));
    }
    progress.advance();
  };
  outcome.finished = run_forked(
      missing, options.jobs, [&](uint32_t die) { return run_die(e, options, controller, die); },
      done, [] { return interrupted(); });
  outcome.timing.wall_s = seconds_since(start);
  return outcome;
}

std::vector<uint32_t> missing_dies(const DieRange& range, const std::set<uint32_t>& finished) {
  std::vector<uint32_t> missing;
  for (uint32_t i = 0; i < range.count; ++i) {
    if (finished.count(range.first + i) == 0) missing.push_back(range.first + i);
  }
  return missing;
}

std::vector<DieRecord> records_in(const DieRange& range, const ResultStore& store) {
  std::vector<DieRecord> records;
  for (DieRecord& record : store.all()) {
    if (record.die - range.first < range.count) records.push_back(std::move(record));
  }
  return records;
}

// The head of a die's mismatch report, if it has one, but for its first line, which is the message.
void print_report(const std::filesystem::path& stem) {
  std::ifstream report(stem.string() + ".txt");
  std::string line;
  std::getline(report, line);
  while (std::getline(report, line) && !line.empty()) {
    fmt::print(stderr, "  {}\n", line);
  }
  if (report) fmt::print(stderr, "  Report: {}.txt, .json, .wavejson, .svg\n", stem.string());
}

void print_failures(const RunOptions& options, const std::vector<std::string>& failures,
                    const std::vector<DieRecord>& records) {
  for (const std::string& failure : failures) fmt::print(stderr, "kintsugi: {}\n", failure);
  for (const DieRecord& record : records) {
    if (failed(record)) {
      fmt::print(stderr, "kintsugi: die {}: {}\n", record.die,
                 record.message.empty() ? "failed" : record.message);
      print_report(report_stem(options, record.die));
      return;  // the first tells most; the others are in junit.xml
    }
  }
}

}  // namespace

int run_command(const RunOptions& options) {
  planted_fault(options.plant);  // an unknown one is refused before anything is written
  const Experiment experiment = load_experiment(options.scenario);
  if (!options.quiet && !experiment.optima.note.empty()) {
    fmt::print(stderr, "kintsugi: {}\n", experiment.optima.note);
  }
  check_waves(options, experiment.chip);
  const BenchController controller = bench_controller(options);
  ResultStore store(options.out, identity_of(experiment, options, controller));
  const DieRange range = options.scenario.dies;
  const std::vector<uint32_t> missing = missing_dies(range, store.finished());
  const int64_t found = range.count - static_cast<int64_t>(missing.size());
  const Outcome outcome = run_missing(experiment, options, controller, missing, found, &store);

  const std::vector<DieRecord> records = records_in(range, store);
  if (!outcome.finished) {
    fmt::print(stderr, "kintsugi: stopped with {} of {} dies finished; the same command goes on\n",
               records.size(), range.count);
    return 1;
  }
  print_failures(options, outcome.failures, records);
  const bool same_again =
      run_again_with_waves(experiment, options, controller.make, records, missing);
  const Summary summary = summarise(records, facts_of(experiment, options));
  const std::vector<ExpectationResult> results =
      evaluate_expectations(summary, expectations_of(options.scenario.expect));
  write_report_files(options.out, summary, records, results, outcome.timing);
  write_bins(options.out, parts_of(records, experiment.scenario.chip.device.wafer,
                                   experiment.scenario.timing.clock_mhz));
  const std::string without_page = write_html_page(
      options.out, page_facts(experiment, identity_of(experiment, options, controller)), summary,
      records, results);
  if (!without_page.empty()) fmt::print(stderr, "kintsugi: {}\n", without_page);
  if (options.json) {
    fmt::print("{}", summary_json(summary, results));
  } else if (!options.quiet) {
    fmt::print("{}", summary_table(summary, results, wants_colour(1)));
    fmt::print("results in {}\n", options.out.string());
  }
  bool held = same_again && outcome.failures.empty() && summary.failed_dies == 0;
  for (const ExpectationResult& result : results) held = held && result.ok;
  return held ? 0 : 1;
}

}  // namespace kintsugi
