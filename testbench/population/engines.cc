#include "testbench/population/engines.h"

#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "models/tuning/flow.h"
#include "source_digest.h"

namespace kintsugi {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LayerTuning, gain, offset)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(
    DieRecord, die, images, untuned, fixed_gain, mean_match, repaired, untuned_discordant,
    fixed_gain_discordant, mean_match_discordant, repaired_discordant, optimum, optimum_discordant,
    decision, error_code, error_detail, best0, best1, dist0, dist1, features0, features1, applied,
    mean_match_tuning, optimum_tuning, cycles_total, cycles_test, cycles_repair, cycles_retest,
    cycles_own, stray, outcome, predicted_now, predicted_forecast, predicted_after, predicted_best,
    tries, entry, cycles_compared, mismatches, message)

std::string source_digest() { return kSourceDigest; }

std::string to_text(const DieRecord& record) { return nlohmann::json(record).dump(); }

DieRecord record_from_text(const std::string& text) {
  return nlohmann::json::parse(text).get<DieRecord>();
}

void judge(const Experiment& experiment, const Die& die, DieRecord* record) {
  constexpr int kMeanMatchRounds = 1;  // one signature a tuned layer, the published form
  const CodedImages& images = experiment.judged;
  record->images = images.count();
  record->mean_match_tuning = tuning::mean_match(die, experiment.program, kMeanMatchRounds);
  const Tuning identity = identity_tuning(experiment.chip);
  // Correct images, and those judged differently from the ideal chip.
  const auto counts = [&](const Tuning& tuning) {
    const ImageVerdicts verdicts = judge_images(die, tuning, images);
    return std::pair(count_correct(verdicts), count_discordant(verdicts, experiment.ideal));
  };
  const auto untuned = counts(identity);
  std::tie(record->untuned, record->untuned_discordant) = untuned;
  std::tie(record->fixed_gain, record->fixed_gain_discordant) =
      counts(experiment.program.fixed_gain);
  std::tie(record->mean_match, record->mean_match_discordant) = counts(record->mean_match_tuning);
  std::tie(record->repaired, record->repaired_discordant) =
      record->applied == identity ? untuned : counts(record->applied);
  const auto optimum = experiment.optima.dies.find(record->die);
  if (optimum == experiment.optima.dies.end()) return;
  record->optimum_tuning = optimum->second;
  std::tie(record->optimum, record->optimum_discordant) = counts(record->optimum_tuning);
}

DieRecord run_fast(const Experiment& experiment, uint32_t die_number) {
  const Die die(experiment.chip, DieKey{experiment.scenario.seed, die_number});
  const tuning::FlowResult flow =
      tuning::test_and_repair(die, experiment.program, experiment.scenario.controller.retest);
  DieRecord record;
  record.die = die_number;
  record.decision = static_cast<int>(flow.decision);
  record.best0 = flow.nearest0.index;
  record.dist0 = flow.nearest0.distance;
  record.features0.assign(flow.features0.begin(), flow.features0.end());
  if (flow.retested) {
    record.best1 = flow.nearest1.index;
    record.dist1 = flow.nearest1.distance;
    record.features1.assign(flow.features1.begin(), flow.features1.end());
  }
  record.outcome = static_cast<int>(flow.outcome);
  record.predicted_now = flow.now;
  record.predicted_forecast = flow.forecast;
  record.predicted_after = flow.after;
  record.predicted_best = flow.best_after;
  record.tries = flow.tries;
  record.entry = flow.entry;
  record.applied = flow.applied;
  judge(experiment, die, &record);
  return record;
}

}  // namespace kintsugi
