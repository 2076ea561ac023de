// Dies for the tests of the report: full of values, none of them default.
#pragma once

#include "testbench/population/die_record.h"
#include "testbench/report/summary.h"

namespace kintsugi {

inline DieRecord sample_record(uint32_t die) {
  const int n = static_cast<int>(die);
  DieRecord record;
  record.die = die;
  record.images = 2000;
  record.untuned = 1500 + n;
  record.fixed_gain = 1600 + n;
  record.mean_match = 1770 + n;
  record.repaired = 1765 + n;
  record.untuned_discordant = 350 + n;
  record.fixed_gain_discordant = 230 + n;
  record.mean_match_discordant = 100 + n;
  record.repaired_discordant = 105 + n;
  record.optimum = 1780 + n;
  record.optimum_discordant = 90 + n;
  record.decision = 1;
  record.error_detail = 3;
  record.best0 = 5;
  record.best1 = 2;
  record.dist0 = uint64_t{1} << 52;
  record.dist1 = 77;
  record.features0 = {-3, 0, 32767};
  record.features1 = {-32768};
  record.applied = {{4200, -17}, {65535, 32767}};
  record.mean_match_tuning = {{4000, 0}, {4001, 0}};
  record.optimum_tuning = {{4300, -9}, {3999, 12}};
  record.cycles_total = 900000 + n;
  record.cycles_test = 400000;
  record.cycles_repair = 60;
  record.cycles_retest = 390000;
  record.cycles_own = 20000;
  record.stray = 1;
  record.outcome = 2;
  record.predicted_now = -3900 + n;  // points above the ideal chip, in Q8.8
  record.predicted_forecast = -640;
  record.predicted_after = -1;
  record.predicted_best = -550;
  record.tries = 2;
  record.entry = 4;
  record.cycles_compared = 910000;
  return record;
}

// Ideal 1 810 of 2 000 (90.5 %), margin 2: good from 1 770.
inline RunFacts sample_facts() {
  RunFacts facts;
  facts.scenario = "sample";
  facts.seed = 7;
  facts.engine = "rtl";
  facts.images = 2000;
  facts.ideal_correct = 1810;
  facts.yield_margin = 2.0;
  facts.clock_mhz = 200.0;
  return facts;
}

inline std::vector<DieRecord> sample_records(uint32_t count) {
  std::vector<DieRecord> records;
  for (uint32_t die = 0; die < count; ++die) records.push_back(sample_record(die));
  return records;
}

}  // namespace kintsugi
