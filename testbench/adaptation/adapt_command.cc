#include <fmt/format.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "models/core/error.h"
#include "testbench/adaptation/curve.h"
#include "testbench/cli/commands.h"
#include "testbench/population/fork_pool.h"
#include "testbench/report/atomic_file.h"
#include "testbench/report/interrupt.h"
#include "testbench/report/progress.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

// Finished dies on disk: a first line that says of which study, then a die a line.
class FinishedDies {
 public:
  FinishedDies(fs::path file, std::string study)
      : file_(std::move(file)), study_(std::move(study)) {
    std::ifstream in(file_);
    std::string line;
    if (!std::getline(in, line)) return;
    if (line != study_) {
      throw UserError(file_.string() +
                      ": holds dies of another study; remove it or give another --out");
    }
    while (std::getline(in, line)) keep(die_curve_from_text(line));
  }

  bool has(uint32_t die) const { return dies_.count(die) != 0; }
  const DieCurve& at(uint32_t die) const { return dies_.at(die); }

  void add(const DieCurve& die) {
    keep(die);
    std::string text = study_ + "\n";
    for (const auto& [number, curve] : dies_) text += to_text(curve) + "\n";
    write_file_atomically(file_, text);
  }

 private:
  void keep(const DieCurve& die) { dies_[die.die] = die; }

  fs::path file_;
  std::string study_;
  std::map<uint32_t, DieCurve> dies_;
};

std::string study_text(const AdaptCommandOptions& options, const Experiment& experiment) {
  return nlohmann::json{{"scenario", identity_toml(options.scenario)},
                        {"program", tuning::digest(experiment.program)},
                        {"images", options.images},
                        {"looks", options.looks},
                        {"steps", options.steps}}
      .dump();
}

// False when the user stopped it.
bool run_missing(const AdaptCommandOptions& options, const AdaptationStudy& study,
                 FinishedDies* finished) {
  std::vector<uint32_t> missing;
  const DieRange& dies = options.scenario.dies;
  for (uint32_t die = dies.first; die < dies.first + dies.count; ++die) {
    if (!finished->has(die)) missing.push_back(die);
  }
  const InterruptGuard guard;
  const auto total = static_cast<int64_t>(dies.count);
  Progress progress("dies", total, Progress::style(options.quiet),
                    total - static_cast<int64_t>(missing.size()));
  return run_forked(
      missing, patient_workers(options.jobs),
      [&](uint32_t die) { return to_text(study.adapt_die(die)); },
      [&](const ForkResult& result) {
        if (!result.ok) throw UserError(fmt::format("die {}: {}", result.item, result.text));
        finished->add(die_curve_from_text(result.text));
        progress.advance();
      },
      [] { return interrupted(); });
}

}  // namespace

int adapt_command(const AdaptCommandOptions& options, std::ostream& out) {
  const Experiment experiment = load_experiment(options.scenario);
  const AdaptationStudy study(experiment, options.images, {options.looks, options.steps});
  std::error_code ignored;  // writing says it better
  fs::create_directories(options.out, ignored);
  FinishedDies finished(options.out / "dies.txt", study_text(options, experiment));
  if (!run_missing(options, study, &finished)) {
    fmt::print(stderr, "kintsugi: stopped; finished dies are kept, the same command goes on\n");
    return 1;
  }
  std::vector<DieCurve> dies;
  const DieRange& range = options.scenario.dies;
  for (uint32_t die = range.first; die < range.first + range.count; ++die) {
    dies.push_back(finished.at(die));
  }
  const CosimCosts costs = options.cosim ? cosim_die(study, range.first) : CosimCosts{};
  const CurveSummary summary = summarise(study, dies);
  write_file_atomically(options.out / "summary.json", curve_json(summary, costs));
  write_file_atomically(options.out / "curve.svg", curve_svg(summary));
  if (!options.json.empty()) write_file_atomically(options.json, curve_json(summary, costs));
  if (!options.svg.empty()) write_file_atomically(options.svg, curve_svg(summary));
  if (!options.quiet) out << curve_table(summary, costs);
  if (costs.mismatches > 0) fmt::print(stderr, "kintsugi: {}\n", costs.message);
  return costs.mismatches == 0 ? 0 : 1;
}

}  // namespace kintsugi
