#include "testbench/population/run_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "testbench/population/engines.h"
#include "testbench/population/report_page.h"
#include "testbench/report/report_files.h"
#include "testbench/report/table.h"
#include "testbench/silicon/bins.h"

namespace kintsugi {
namespace {

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

}  // namespace

RunIdentity identity_of(const Experiment& e, const RunOptions& options,
                        const std::map<std::string, std::string>& own) {
  const bool cosim = options.engine == Engine::Cosim;
  RunIdentity identity{e.scenario.name,
                       identity_toml(e.scenario),
                       e.scenario.seed,
                       cosim ? "cosim" : "fast",
                       {{"network", e.program.network_digest},
                        {"sources", source_digest()},
                        {"test_program", tuning::digest(e.program)}}};
  if (!options.plant.empty()) identity.versions["planted"] = options.plant;
  for (const auto& [name, digest] : own) identity.versions[name] = digest;
  if (options.check == Check::Transaction) identity.versions["check"] = "transaction";
  if (!e.optima.digest.empty()) identity.versions["optimum"] = e.optima.digest;
  return identity;
}

std::filesystem::path report_stem(const std::filesystem::path& folder, uint32_t die) {
  return folder / fmt::format("mismatch_die_{}", die);
}

std::filesystem::path worker_log(uint32_t die) {
  return std::filesystem::path("failed") / fmt::format("die_{}.log", die);
}

// The first tells most; the others are in junit.xml.
void print_failures(const std::vector<DieRecord>& records,
                    const std::function<std::filesystem::path(uint32_t)>& stem) {
  constexpr int kShown = 8;
  const auto count = std::count_if(records.begin(), records.end(), lost);
  int shown = 0;
  for (const DieRecord& record : records) {
    if (!lost(record) || shown++ >= kShown) continue;
    fmt::print(stderr, "kintsugi: die {}: {}\n", record.die, record.message);
  }
  if (count > 0) {
    fmt::print(stderr, "kintsugi: dies without a result: {}{}; the same command tries them again\n",
               count, count > kShown ? fmt::format(", the first {} above", kShown) : "");
  }
  const auto first = std::find_if(records.begin(), records.end(), [](const DieRecord& record) {
    return failed(record) && !lost(record);
  });
  if (first == records.end()) return;
  fmt::print(stderr, "kintsugi: die {}: {}\n", first->die,
             first->message.empty() ? "failed" : first->message);
  print_report(stem(first->die));
}

JudgedRun write_results(const Experiment& experiment, const RunOptions& options,
                        const RunIdentity& identity, const std::vector<DieRecord>& records) {
  const std::vector<DieRecord> judged = without_lost(records);
  const Summary summary = summarise(records, facts_of(experiment, options));
  const std::vector<ExpectationResult> results =
      evaluate_expectations(summary, expectations_of(options.scenario.expect));
  write_report_files(options.out, summary, records, results);
  write_bins(options.out, parts_of(judged, experiment.scenario.chip.device.wafer,
                                   experiment.scenario.timing.clock_mhz));
  const std::string without_page = write_html_page(
      options.out, page_facts(experiment, identity, judged), summary, judged, results);
  if (!without_page.empty()) fmt::print(stderr, "kintsugi: {}\n", without_page);
  return {summary, results};
}

bool show_results(const RunOptions& options, const JudgedRun& judged) {
  const auto& [summary, results] = judged;
  if (options.json) {
    fmt::print("{}", summary_json(summary, results));
  } else if (!options.quiet) {
    fmt::print("{}", summary_table(summary, results, wants_colour(1)));
    fmt::print("results in {}\n", options.out.string());
  }
  return summary.failed_dies == 0 &&
         std::all_of(results.begin(), results.end(), [](const auto& result) { return result.ok; });
}

}  // namespace kintsugi
