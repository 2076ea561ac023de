// `kintsugi import`: a test program fitted anew to measured dies, and judged on others of them.
#include <fmt/format.h>

#include <algorithm>

#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/population/experiment.h"
#include "testbench/report/atomic_file.h"
#include "testbench/scenario/paths.h"
#include "testbench/silicon/import_files.h"

namespace kintsugi {
namespace {

constexpr int kLeastJudging = 10;
constexpr uint64_t kClusterSeed = 1;

// The tester's parts in the order of the dies; empty without a file.
std::vector<PartResult> parts_of_dies(const ImportOptions& options, const TesterData& data) {
  if (options.parts.empty()) return {};
  const std::vector<PartResult> parts = read_parts(options.parts);
  if (!options.bins.empty()) read_bins(options.bins, parts);
  std::vector<PartResult> ordered;
  for (const TesterDie& die : data.dies) {
    const auto found = std::find_if(parts.begin(), parts.end(), [&](const PartResult& part) {
      return same_part(part.name, die.name);
    });
    if (found == parts.end()) {
      throw UserError(fmt::format("{}: found no line of {}, which {} has; allowed is one for each",
                                  options.parts.string(), to_text(die.name),
                                  options.signatures.string()));
    }
    ordered.push_back(*found);
  }
  return ordered;
}

void require_enough(const ImportOptions& options, int fitted, int judged) {
  if (fitted >= tuning::kLeastMeasured && judged >= kLeastJudging) return;
  throw UserError(fmt::format(
      "{}: found {} dies to fit on and {} to judge, split by {} with key '{}' at {} %; allowed are "
      "{} and {} or more: measure more dies or choose another --judge",
      options.signatures.string(), fitted, judged, options.split_by, options.split_key,
      options.judged_percent, tuning::kLeastMeasured, kLeastJudging));
}

tuning::MeasuredDie measured(const TesterDie& die, double ideal) {
  tuning::MeasuredDie out;
  out.statistics = die.statistics;
  out.accuracy = die.accuracy - ideal;
  if (die.repaired) out.repaired = *die.repaired - ideal;
  out.statistics_after = die.after;
  out.best = die.best;
  return out;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return values.empty() ? 0.0 : sum / static_cast<double>(values.size());
}

// The stages on judging dies; the mean is that of the fitting ones.
std::vector<Stage> stages_of(const ImportResult& r, const tuning::TestProgram& given,
                             const tuning::TestProgram& refitted) {
  Stage now{"as they came", {}, {}, {}};
  Stage after{"after repair", {}, {}, {}};
  std::vector<double> fitted_now;
  std::vector<double> fitted_after;
  now.limit.fill(-r.yield_margin);
  after.limit = {-r.yield_margin, given.ship_limit / 256.0, refitted.ship_limit / 256.0};
  for (const ImportedDie& one : r.dies) {
    const double truth = one.die->accuracy - r.ideal_accuracy;
    const bool retested = !one.die->after.empty();
    const double truth_after = retested ? *one.die->repaired - r.ideal_accuracy : 0.0;
    if (!one.judged) {
      fitted_now.push_back(truth);
      if (retested) fitted_after.push_back(truth_after);
      continue;
    }
    now.truth.push_back(truth);
    now.predicted[1].push_back(one.given.now);
    now.predicted[2].push_back(one.refitted.now);
    if (!retested) continue;
    after.truth.push_back(truth_after);
    after.predicted[1].push_back(*one.given.after);
    after.predicted[2].push_back(*one.refitted.after);
  }
  now.predicted[0].assign(now.truth.size(), mean_of(fitted_now));
  after.predicted[0].assign(after.truth.size(), mean_of(fitted_after));
  if (static_cast<int>(after.truth.size()) < kLeastJudging || fitted_after.empty()) return {now};
  return {now, after};
}

std::optional<VerdictQuality> judge_bins(const ImportResult& r,
                                         const std::vector<PartResult>& parts) {
  if (parts.empty()) return std::nullopt;
  std::vector<double> truth;
  std::vector<bool> passed;
  for (size_t i = 0; i < r.dies.size(); ++i) {
    if (!r.dies[i].judged) continue;
    const TesterDie& die = *r.dies[i].die;
    truth.push_back(die.repaired.value_or(die.accuracy) - r.ideal_accuracy);
    passed.push_back(parts[i].passed);
  }
  return judge_tester(truth, passed, r.yield_margin);
}

double ideal_of(const ImportOptions& options, const Experiment& e) {
  if (options.ideal_accuracy) return *options.ideal_accuracy;
  const ImageVerdicts ideal = judge_images(Die::nominal(e.chip), identity_tuning(e.chip), e.judged);
  return 100.0 * count_correct(ideal) / e.judged.count();
}

}  // namespace

int import_command(const ImportOptions& options, std::ostream& out) {
  const Experiment e = load_design(options.scenario);
  const TesterData data = read_tester_data(options.signatures, e.program, e.chip.network);
  const std::vector<PartResult> parts = parts_of_dies(options, data);

  ImportResult r;
  r.scenario = e.scenario.name;
  r.program = e.program.name;
  r.split = {options.split_key, options.judged_percent, options.split_by};
  r.ideal_accuracy = ideal_of(options, e);
  r.yield_margin = e.scenario.judge.yield_margin;
  std::vector<tuning::MeasuredDie> fitting;
  for (const TesterDie& die : data.dies) {
    r.dies.push_back({&die, judges(r.split, die.name), {}, {}, {}});
    if (r.dies.back().judged) continue;
    fitting.push_back(measured(die, r.ideal_accuracy));
  }
  r.fitted = static_cast<int>(fitting.size());
  r.judged = static_cast<int>(r.dies.size()) - r.fitted;
  require_enough(options, r.fitted, r.judged);

  tuning::TestProgram program = tuning::refit(
      e.program, fitting, {e.scenario.name + "_imported", kClusterSeed, r.yield_margin}, &r.refit);
  // Simulated dies of the file are known by their seed: `run` refuses to judge them.
  if (data.seed) program.fit_seed = *data.seed;
  tuning::require_fits(program, e.chip.network, options.out / "program.json");
  std::vector<PartResult> bins;
  for (ImportedDie& one : r.dies) {
    one.given = word_of(e.program, *one.die);
    one.refitted = word_of(program, *one.die);
    one.bin = bin_of(program, *one.die);
    bins.push_back(one.bin);
  }
  r.stages = stages_of(r, e.program, program);
  for (const Stage& stage : r.stages) {
    r.judgements.push_back(judge_stage(stage, r.yield_margin));
  }
  r.tester = judge_bins(r, parts);

  std::filesystem::create_directories(options.out);
  tuning::save_program(program, options.out / "program.json");
  write_bins(options.out, bins);
  write_file_atomically(options.out / "import.json", import_json(r));
  write_file_atomically(options.out / "import.csv", import_csv(r));
  write_file_atomically(options.out / "import.html", import_html(r));
  if (options.json) {
    out << import_json(r);
  } else if (!options.quiet) {
    out << import_table(r)
        << fmt::format("test program in {}\n", (options.out / "program.json").string());
  }
  return 0;
}

}  // namespace kintsugi
