#include "testbench/tests/controller/expected_run.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "models/tuning/algorithm.h"

namespace kintsugi::controller_test {

using namespace regs;

namespace {

// Entries from the nearest to the farthest; the lower index first among equals.
std::vector<int> by_distance(const SmallProgram& program) {
  const std::vector<int16_t> features = features_of(program, 0);
  std::vector<std::pair<uint64_t, int>> order;
  for (int k = 0; k < program.clusters(); ++k) {
    uint64_t distance = 0;
    for (size_t d = 0; d < features.size(); ++d) {
      distance +=
          tuning::distance_term(features[d], program.codebook[static_cast<size_t>(k)].centroid[d],
                                program.distance_weights[d], program.l1);
    }
    order.emplace_back(distance, k);
  }
  std::sort(order.begin(), order.end());
  std::vector<int> result;
  for (const auto& [distance, k] : order) result.push_back(k);
  return result;
}

void expect_retests(const SmallProgram& program, ExpectedRun& run) {
  const std::vector<int16_t> zeros(static_cast<size_t>(program.features), 0);
  for (const int entry : by_distance(program)) {
    if (static_cast<int>(run.repairs.size()) > program.fallbacks) return;
    const auto pass = static_cast<int>(run.repairs.size()) + 1;
    const int16_t after = predicted(program, program.after, features_of(program, pass), zeros);
    run.repairs.push_back(entry);
    run.afters.push_back(after);
    if (pass == 1 || after > run.best_after) {
      run.best_after = after;
      run.best_entry = entry;
    }
    if (after >= program.ship_limit) return;
  }
}

}  // namespace

ExpectedRun expect_run(const SmallProgram& program, const std::vector<uint32_t>& found) {
  ExpectedRun run;
  const Expectation test = expect(program, 0);
  const CodebookEntry& nearest = program.codebook[static_cast<size_t>(test.best)];
  if (program.predict) {
    run.now = predicted(program, nearest.now, test.features, nearest.centroid);
    run.forecast = predicted(program, nearest.forecast, test.features, nearest.centroid);
  }
  run.decision = test.decision;
  run.entry = test.best;
  run.active = found;
  if (run.decision == Decision::Pass || run.decision == Decision::Reject) {
    run.outcome = run.decision == Decision::Pass ? Outcome::Passed : Outcome::Rejected;
    return run;
  }
  run.outcome = run.decision == Decision::Repair ? Outcome::Repaired : Outcome::NeedsAdapt;
  run.active = setting_of(program, run.entry);
  run.commits = 1;
  if (!program.predict || !program.retest) return run;
  expect_retests(program, run);
  run.entry = run.repairs.back();
  run.active = setting_of(program, run.entry);
  run.commits = static_cast<int>(run.repairs.size());
  if (run.afters.back() >= program.ship_limit) return run;
  if (run.best_after > run.now) {
    run.outcome = Outcome::Below;
    if (run.best_entry == run.entry) return run;
    run.entry = run.best_entry;
    run.active = setting_of(program, run.entry);
  } else {
    run.outcome = Outcome::Restored;
    run.active = found;
  }
  ++run.commits;
  return run;
}

std::vector<uint32_t> active_setting(const Driver& driver, const SmallProgram& program) {
  return {driver.cfg.active.begin(), driver.cfg.active.begin() + program.tuned_layers()};
}

void expect_done(Driver& driver, const SmallProgram& program, const ExpectedRun& run) {
  const auto u = [](auto value) { return static_cast<uint32_t>(value); };
  ASSERT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.obs(ObsId::decision), static_cast<uint64_t>(run.decision));
  EXPECT_STREQ(name(static_cast<Outcome>(driver.obs(ObsId::outcome))), name(run.outcome));
  EXPECT_EQ(driver.read(kPredictedAddress).data,
            kPredictedNow.put(u(run.now)) | kPredictedForecast.put(u(run.forecast)));
  const uint32_t after = run.afters.empty() ? 0 : u(run.afters.back());
  EXPECT_EQ(driver.read(kPredictedAfterAddress).data,
            kPredictedAfterAfter.put(after) | kPredictedAfterBest.put(u(run.best_after)));
  EXPECT_EQ(driver.read(kOutcomeAddress).data,
            kOutcomeOutcome.put(u(run.outcome)) |
                kOutcomeTries.put(u(std::min<size_t>(run.repairs.size(), 15))) |
                kOutcomeEntry.put(u(run.entry)) | kOutcomeBestEntry.put(u(run.best_entry)));
  uint64_t tried = 0;
  for (const int entry : run.repairs) tried |= uint64_t{1} << entry;
  EXPECT_EQ(driver.obs(ObsId::tried), tried);
  EXPECT_EQ(driver.obs(ObsId::again), 0U);
  EXPECT_EQ(driver.obs(ObsId::restoring), run.outcome == Outcome::Restored ? 1U : 0U);
  EXPECT_EQ(active_setting(driver, program), run.active);
  for (size_t l = 0; run.commits > 0 && l < run.active.size(); ++l) {
    EXPECT_EQ(driver.read(kAppliedAddress + 4 * u(l)).data, run.active[l]) << "layer " << l;
  }
}

}  // namespace kintsugi::controller_test
