#include "testbench/population/engines.h"

#include <nlohmann/json.hpp>

#include "models/tuning/flow.h"

namespace kintsugi {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LayerTuning, gain, offset)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DieRecord, die, images, untuned, fixed_gain, mean_match,
                                   repaired, decision, error_code, error_detail, best0, best1,
                                   dist0, dist1, features0, features1, applied, mean_match_tuning,
                                   cycles_total, cycles_test, cycles_repair, cycles_retest,
                                   cycles_own, stray, cycles_compared, mismatches, message)

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
  record->untuned = count_correct(die, identity, images);
  record->fixed_gain = count_correct(die, experiment.program.fixed_gain, images);
  record->mean_match = count_correct(die, record->mean_match_tuning, images);
  record->repaired =
      record->applied == identity ? record->untuned : count_correct(die, record->applied, images);
}

DieRecord run_fast(const Experiment& experiment, uint32_t die_number) {
  const Die die(experiment.chip, DieKey{experiment.scenario.seed, die_number});
  const tuning::FlowResult flow = tuning::test_and_repair(die, experiment.program,
                                                          experiment.scenario.controller.retest);
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
  record.applied = flow.applied;
  judge(experiment, die, &record);
  return record;
}

}  // namespace kintsugi
