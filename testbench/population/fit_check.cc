#include "testbench/population/fit_check.h"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>

#include <cmath>

#include "models/tuning/flow.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

constexpr uint32_t kDies = 100;
constexpr uint32_t kFirstDie = 1U << 24;
constexpr double kPointsQ8 = 256.0;

// Points above the ideal chip.
struct CheckedDie {
  double untuned = 0;
  double fixed_gain = 0;
  double mean_match = 0;
  double repaired = 0;
  double now = 0;
  double after = 0;
  bool retested = false;
};

CheckedDie check_die(const Chip& chip, uint64_t seed, uint32_t number, int ideal,
                     const tuning::TestProgram& program, const CodedImages& images) {
  const Die die(chip, DieKey{seed, number});
  const auto points = [&](const Tuning& tuning) {
    return 100.0 * (count_correct(die, tuning, images) - ideal) / images.count();
  };
  const tuning::FlowResult flow = tuning::test_and_repair(die, program, true);
  CheckedDie checked;
  checked.untuned = points(identity_tuning(chip));
  checked.fixed_gain = points(program.fixed_gain);
  checked.mean_match = points(tuning::mean_match(die, program, 1));
  checked.repaired = points(flow.applied);
  checked.now = flow.now / kPointsQ8;
  checked.after = flow.best_after / kPointsQ8;
  checked.retested = flow.retested && flow.outcome != tuning::FlowOutcome::Restored;
  return checked;
}

// Of the pairs (predicted, true).
PredictionCheck prediction_check(const std::vector<std::pair<double, double>>& pairs) {
  const auto n = static_cast<double>(pairs.size());
  if (pairs.empty()) return {};
  double mean = 0;
  for (const auto& pair : pairs) mean += pair.second / n;
  double spread = 0;
  double error = 0;
  for (const auto& [predicted, found] : pairs) {
    spread += (found - mean) * (found - mean) / n;
    error += (predicted - found) * (predicted - found) / n;
  }
  return {std::sqrt(spread), std::sqrt(error)};
}

}  // namespace

FitCheck check_fit(const Scenario& scenario, const Network& network,
                   const tuning::TestProgram& program, const CodedImages& images, int jobs) {
  ChipConfig config = chip_config(scenario);
  config.adc.full_scale = program.adc_full_scale;
  const Chip chip = make_chip(network, config);
  const int ideal = count_correct(Die::nominal(chip), identity_tuning(chip), images);
  std::vector<CheckedDie> dies(kDies);
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<size_t>(jobs));
  tbb::parallel_for(uint32_t{0}, kDies, [&](uint32_t d) {
    dies[d] = check_die(chip, scenario.fit.seed, kFirstDie + d, ideal, program, images);
  });
  FitCheck check;
  check.dies = static_cast<int>(kDies);
  const auto good = [&](double points) { return points >= -scenario.judge.yield_margin ? 1 : 0; };
  std::vector<std::pair<double, double>> now;
  std::vector<std::pair<double, double>> after;
  for (const CheckedDie& die : dies) {
    check.untuned += good(die.untuned);
    check.fixed_gain += good(die.fixed_gain);
    check.mean_match += good(die.mean_match);
    check.repaired += good(die.repaired);
    if (!program.predict) continue;
    now.emplace_back(die.now, die.untuned);
    if (die.retested) after.emplace_back(die.after, die.repaired);
  }
  check.now = prediction_check(now);
  check.after = prediction_check(after);
  return check;
}

}  // namespace kintsugi
