#include "testbench/report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <numeric>
#include <stdexcept>

#include "models/core/error.h"
#include "testbench/report/predictions.h"

namespace kintsugi {
namespace {

double per_cent(int64_t part, int64_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

Interval in_per_cent(Interval fraction) { return {100.0 * fraction.low, 100.0 * fraction.high}; }

// Share of the variance of die minus ideal that all dies have in common. Of two chips alike each
// contributes half; the ideal chip's half is the same for every die.
constexpr double kCommonShare = 0.5;

// images * variance of (correct images of a die - those of the ideal chip), in exact integers:
// each image adds +1, -1 or 0.
int64_t scaled_variance(int64_t difference, int64_t discordant, int64_t images) {
  return images * discordant - difference * difference;
}

// One treatment of every die.
struct Treatment {
  std::vector<int64_t> correct;
  std::vector<int64_t> scaled_variances;
  int images;

  int64_t dies() const { return static_cast<int64_t>(correct.size()); }

  // Yield if every die had lost `errors` standard deviations of the common part of its difference.
  double yield_at(int required, double errors) const {
    int64_t good = 0;
    for (size_t die = 0; die < correct.size(); ++die) {
      const double common =
          std::sqrt(kCommonShare * static_cast<double>(scaled_variances[die]) / images);
      good += static_cast<double>(correct[die]) >= required + errors * common ? 1 : 0;
    }
    return per_cent(good, dies());
  }
};

// Correct and discordant images under one treatment.
struct Counts {
  int DieRecord::*correct;
  int DieRecord::*discordant;
};

Treatment treatment(const std::vector<DieRecord>& records, const Counts& counts,
                    const RunFacts& facts) {
  Treatment result;
  result.images = facts.images;
  for (const DieRecord& record : records) {
    const int correct = record.*counts.correct;
    result.correct.push_back(correct);
    result.scaled_variances.push_back(scaled_variance(
        correct - facts.ideal_correct, record.*counts.discordant, facts.images));
  }
  return result;
}

Interval clamped(Interval interval, double lowest, double highest) {
  return {std::max(interval.low, lowest), std::min(interval.high, highest)};
}

RepairSummary summarise_repair(const Treatment& treated, int required) {
  RepairSummary result;
  result.good =
      static_cast<int>(std::count_if(treated.correct.begin(), treated.correct.end(),
                                     [&](int64_t count) { return count >= required; }));
  result.yield = per_cent(result.good, treated.dies());
  result.yield_wilson = in_per_cent(wilson_interval(result.good, treated.dies()));
  const Interval by_images = {treated.yield_at(required, kZ95),
                              treated.yield_at(required, -kZ95)};
  result.yield_ci =
      clamped(square_and_add(result.yield, result.yield_wilson, by_images), 0.0, 100.0);
  result.paired_error =
      100.0 / treated.images * std::sqrt(median(treated.scaled_variances) / treated.images);
  result.mean_accuracy = 100.0 * mean(treated.correct) / treated.images;
  return result;
}

// Yield of `after` minus yield of `before`, when the ideal chip errs alike for both.
Interval gain_by_images(const Treatment& before, const Treatment& after, int required,
                        double gain) {
  const auto gain_at = [&](double errors) {
    return after.yield_at(required, errors) - before.yield_at(required, errors);
  };
  const auto [low, high] = std::minmax({gain, gain_at(kZ95), gain_at(-kZ95)});
  return {low, high};
}

std::array<Estimate, 3> yield_gains(const std::vector<DieRecord>& records,
                                    const std::vector<Treatment>& treatments, int required) {
  std::vector<std::vector<int>> differences(3);
  for (const DieRecord& record : records) {
    for (size_t baseline = 0; baseline < 3; ++baseline) {
      const int before = record.*kRepairs[baseline].correct >= required ? 1 : 0;
      const int after = record.repaired >= required ? 1 : 0;
      differences[baseline].push_back(after - before);
    }
  }
  const std::vector<Interval> intervals = paired_bootstrap(differences);
  const Treatment& repaired = treatments[static_cast<size_t>(Repair::Repaired)];
  std::array<Estimate, 3> gains;
  for (size_t baseline = 0; baseline < 3; ++baseline) {
    int64_t sum = 0;
    for (const int difference : differences[baseline]) sum += difference;
    const double gain = per_cent(sum, static_cast<int64_t>(records.size()));
    const Interval by_images =
        gain_by_images(treatments[baseline], repaired, required, gain);
    const Interval by_dies = in_per_cent(intervals[baseline]);
    gains[baseline] = {gain, clamped(square_and_add(gain, by_dies, by_images), -100.0, 100.0)};
  }
  return gains;
}

std::array<Estimate, 3> shipped_good_gains(const std::vector<DieRecord>& records, int required) {
  std::array<Estimate, 3> gains;
  for (size_t baseline = 0; baseline < gains.size(); ++baseline) {
    gains[baseline] = bootstrap(records.size(), [&](const std::vector<size_t>& drawn) {
      int gain = 0;
      for (const size_t i : drawn) {
        const DieRecord& record = records[i];
        gain += record.repaired >= required && shipped(record) ? 1 : 0;
        gain -= record.*kRepairs[baseline].correct >= required ? 1 : 0;
      }
      return per_cent(gain, static_cast<int64_t>(drawn.size()));
    });
  }
  return gains;
}

std::optional<OptimumSummary> summarise_optimum(const std::vector<DieRecord>& records,
                                                const RunFacts& facts, int required) {
  std::vector<DieRecord> known;
  std::copy_if(records.begin(), records.end(), std::back_inserter(known),
               [](const DieRecord& record) { return record.optimum >= 0; });
  if (known.empty()) return std::nullopt;
  OptimumSummary result;
  result.dies = static_cast<int>(known.size());
  result.repair = summarise_repair(
      treatment(known, {&DieRecord::optimum, &DieRecord::optimum_discordant}, facts), required);
  const auto gained = [&](int DieRecord::*treated, const std::vector<size_t>& drawn) {
    int gain = 0;
    for (const size_t i : drawn) {
      gain += (known[i].*treated >= required ? 1 : 0) - (known[i].untuned >= required ? 1 : 0);
    }
    return gain;
  };
  std::vector<size_t> all(known.size());
  std::iota(all.begin(), all.end(), size_t{0});
  if (per_cent(gained(&DieRecord::optimum, all), result.dies) >= kLeastOptimumGain) {
    result.recovered_share = bootstrap(known.size(), [&](const std::vector<size_t>& drawn) {
      return static_cast<double>(gained(&DieRecord::repaired, drawn)) /
             std::max(gained(&DieRecord::optimum, drawn), 1);
    });
  }
  return result;
}

void count_outcomes(const std::vector<DieRecord>& records, Summary& summary) {
  for (const DieRecord& record : records) {
    summary.cycles_compared += record.cycles_compared;
    summary.mismatches += record.mismatches;
    summary.failed_dies += failed(record) ? 1 : 0;
    ++summary.outcomes.at(static_cast<size_t>(record.outcome));
    if (record.error_code != 0) {
      ++summary.controller_errors;
    } else {
      ++summary.decisions.at(static_cast<size_t>(record.decision));
    }
  }
}

void measure_cost(const std::vector<DieRecord>& records, Summary& summary) {
  std::vector<int64_t> total;
  std::vector<int64_t> own;
  std::vector<int64_t> mean_match;
  for (const DieRecord& record : records) {
    if (record.cycles_total == 0) continue;
    total.push_back(record.cycles_total);
    own.push_back(record.cycles_own);
    const auto signatures = static_cast<int64_t>(record.mean_match_tuning.size());
    mean_match.push_back(signatures * record.cycles_test);
  }
  if (total.empty()) return;
  const double cycles_per_ms = summary.facts.clock_mhz * 1000.0;
  summary.test_cycles_median = median(total);
  summary.test_ms_median = *summary.test_cycles_median / cycles_per_ms;
  summary.own_share_ms_median = median(own) / cycles_per_ms;
  summary.mean_match_test_cycles_median = median(mean_match);
}

// Discordant images are those won and those lost against the ideal chip; their difference is known.
void check_counts(const DieRecord& record, const RunFacts& facts) {
  if (record.images != facts.images) {
    throw std::invalid_argument(fmt::format("die {} was judged on {} images, the run on {}",
                                            record.die, record.images, facts.images));
  }
  const auto check = [&](const char* key, int correct, int discordant) {
    const int difference = correct - facts.ideal_correct;
    if (std::abs(difference) <= discordant && discordant <= facts.images &&
        (discordant - difference) % 2 == 0) {
      return;
    }
    throw std::invalid_argument(
        fmt::format("die {}, {}: {} discordant images cannot make a difference of {} to the ideal",
                    record.die, key, discordant, difference));
  };
  for (const RepairColumn& column : kRepairs) {
    check(column.key, record.*column.correct, record.*column.discordant);
  }
  if (record.optimum >= 0) check("optimum", record.optimum, record.optimum_discordant);
}

}  // namespace

int required_correct(int ideal_correct, int images, double margin_points) {
  if (images <= 0 || ideal_correct < 0 || ideal_correct > images ||
      !(margin_points >= 0.0 && margin_points <= 100.0)) {
    throw std::invalid_argument("ideal accuracy or yield margin out of range");
  }
  // 100 * correct / images >= 100 * ideal / images - margin, all times 1e6 * images.
  constexpr int64_t kScale = 100'000'000;
  const int64_t allowed_loss = std::llround(margin_points * 1e6) * images;
  const int64_t bound = kScale * ideal_correct - allowed_loss;
  return bound <= 0 ? 0 : static_cast<int>((bound + kScale - 1) / kScale);
}

bool failed(const DieRecord& record) {
  return record.mismatches > 0 || record.error_code != 0 || !record.message.empty();
}

bool lost(const DieRecord& record) { return record.images == 0; }

std::vector<DieRecord> without_lost(const std::vector<DieRecord>& records) {
  std::vector<DieRecord> judged;
  std::copy_if(records.begin(), records.end(), std::back_inserter(judged),
               [](const DieRecord& record) { return !lost(record); });
  return judged;
}

Summary summarise(const std::vector<DieRecord>& all, const RunFacts& facts) {
  const std::vector<DieRecord> records = without_lost(all);
  if (records.empty()) {
    throw UserError(
        fmt::format("{}: no die has finished, so there is nothing to summarise; run at "
                    "least one die",
                    facts.scenario));
  }
  for (const DieRecord& record : records) check_counts(record, facts);
  const int required = required_correct(facts.ideal_correct, facts.images, facts.yield_margin);

  Summary summary;
  summary.facts = facts;
  summary.dies = static_cast<int>(records.size());
  summary.ideal_accuracy = per_cent(facts.ideal_correct, facts.images);
  summary.yield_threshold = summary.ideal_accuracy - facts.yield_margin;
  std::vector<Treatment> treatments;
  for (const RepairColumn& column : kRepairs) {
    treatments.push_back(treatment(records, {column.correct, column.discordant}, facts));
    summary.repairs[static_cast<size_t>(column.repair)] =
        summarise_repair(treatments.back(), required);
  }
  summary.optimum = summarise_optimum(records, facts, required);
  summary.yield_gain = yield_gains(records, treatments, required);
  count_outcomes(records, summary);
  summary.failed_dies += static_cast<int>(all.size() - records.size());
  measure_cost(records, summary);
  if (facts.predicts) {
    summary.shipped_good_gain = shipped_good_gains(records, required);
    summary.verdicts = verdict_quality(records, required, summary.ideal_accuracy);
  }
  return summary;
}

}  // namespace kintsugi
