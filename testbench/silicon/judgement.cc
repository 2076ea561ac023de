#include "testbench/silicon/judgement.h"

#include <cmath>

#include "models/core/random.h"
#include "models/tuning/flow.h"

namespace kintsugi {
namespace {

constexpr double kSmallest = 1e-6;  // points: accuracies are counted to it
constexpr double kPointsQ8 = 256.0;

// FNV-1a, 64 bits.
uint64_t text_hash(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3U;
  return hash;
}

double stage_rmse(const Stage& stage, Predictor who, const std::vector<size_t>& drawn) {
  const std::vector<double>& predicted = stage.predicted[static_cast<size_t>(who)];
  double sum = 0.0;
  for (const size_t i : drawn)
    sum += (predicted[i] - stage.truth[i]) * (predicted[i] - stage.truth[i]);
  return std::sqrt(sum / static_cast<double>(drawn.size()));
}

bool is_good(double points, double margin) { return points >= -margin - kSmallest; }

}  // namespace

bool judges(const SplitRule& rule, const PartName& name) {
  std::string text = name.lot;
  if (rule.by != "lot") text += '\n' + name.wafer;
  if (rule.by == "die") text += '\n' + name.part;
  const uint64_t hash = text_hash(text);
  const RandomKey key{text_hash(rule.key), static_cast<uint32_t>(hash),
                      static_cast<uint32_t>(hash >> 32), RandomRole::Resample};
  return uniform(key, 0) * 100.0 < rule.judged_percent;
}

StageJudgement judge_stage(const Stage& stage, double margin) {
  StageJudgement j;
  j.name = stage.name;
  j.dies = static_cast<int>(stage.truth.size());
  const auto over_dies = [&](const auto& statistic) {
    return bootstrap(stage.truth.size(), statistic);
  };
  const auto gain_over = [&](Predictor other) {
    return over_dies([&](const std::vector<size_t>& drawn) {
      return stage_rmse(stage, other, drawn) - stage_rmse(stage, Predictor::Refitted, drawn);
    });
  };
  for (size_t who = 0; who < kPredictors.size(); ++who) {
    j.rmse[who] = over_dies([&](const std::vector<size_t>& drawn) {
      return stage_rmse(stage, static_cast<Predictor>(who), drawn);
    });
    VerdictCounts counts;
    for (size_t i = 0; i < stage.truth.size(); ++i) {
      counts.add(is_good(stage.truth[i], margin), stage.predicted[who][i] >= stage.limit[who]);
    }
    set_proportions(counts, j.verdicts[who]);
  }
  j.gain_over_given = gain_over(Predictor::Given);
  j.gain_over_mean = gain_over(Predictor::Mean);
  return j;
}

VerdictQuality judge_tester(const std::vector<double>& truth, const std::vector<bool>& passed,
                            double margin) {
  VerdictCounts counts;
  for (size_t i = 0; i < truth.size(); ++i) counts.add(is_good(truth[i], margin), passed[i]);
  VerdictQuality quality;
  set_proportions(counts, quality);
  return quality;
}

ProgramWord word_of(const tuning::TestProgram& program, const TesterDie& die) {
  const std::vector<int16_t> features = tuning::compute_features(program, die.statistics);
  const int entry = tuning::nearest_entry(program, features).index;
  ProgramWord word;
  word.now = tuning::predict_test(program, entry, features).now / kPointsQ8;
  if (!die.after.empty()) {
    word.after =
        tuning::predict_after(program, tuning::compute_features(program, die.after)) / kPointsQ8;
  }
  return word;
}

PartResult bin_of(const tuning::TestProgram& program, const TesterDie& die) {
  tuning::TestProgram once = program;
  once.fallbacks = 0;
  const Tuning found(program.signature.size() - 1);
  bool first = true;
  const tuning::FlowResult flow = tuning::test_and_repair(
      once, found, !die.after.empty(),
      [&](const Tuning&) { return std::exchange(first, false) ? die.statistics : die.after; });
  return binned(die.name, static_cast<int>(flow.outcome), false);
}

}  // namespace kintsugi
