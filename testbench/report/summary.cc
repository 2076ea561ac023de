#include "testbench/report/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/core/error.h"

namespace kintsugi {
namespace {

double per_cent(int64_t part, int64_t whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

Interval in_per_cent(Interval fraction) { return {100.0 * fraction.low, 100.0 * fraction.high}; }

// The correctly classified images of every die under one treatment.
std::vector<int64_t> correct_counts(const std::vector<DieRecord>& records,
                                    int DieRecord::*correct) {
  std::vector<int64_t> counts;
  for (const DieRecord& record : records) counts.push_back(record.*correct);
  return counts;
}

double yield_at(const std::vector<int64_t>& correct, double required) {
  const auto good = std::count_if(correct.begin(), correct.end(), [&](int64_t count) {
    return static_cast<double>(count) >= required;
  });
  return per_cent(good, static_cast<int64_t>(correct.size()));
}

// Standard deviation of the correct count, of `images` drawn afresh, of a die at the threshold.
double threshold_deviation(int required, int images) {
  const double p = static_cast<double>(required) / images;
  return std::sqrt(images * p * (1.0 - p));
}

RepairSummary summarise_repair(const std::vector<int64_t>& correct, int required, int images) {
  RepairSummary result;
  const auto dies = static_cast<int64_t>(correct.size());
  result.good = static_cast<int>(std::count_if(correct.begin(), correct.end(),
                                               [&](int64_t count) { return count >= required; }));
  result.yield = per_cent(result.good, dies);
  result.yield_wilson = in_per_cent(wilson_interval(result.good, dies));
  const double shift = kZ95 * threshold_deviation(required, images);
  const Interval by_images = {yield_at(correct, required + shift),
                              yield_at(correct, required - shift)};
  result.yield_ci = square_and_add(result.yield, result.yield_wilson, by_images);
  result.yield_ci.low = std::max(result.yield_ci.low, 0.0);
  result.yield_ci.high = std::min(result.yield_ci.high, 100.0);
  result.mean_accuracy = 100.0 * mean(correct) / images;
  return result;
}

std::array<Estimate, 3> yield_gains(const std::vector<DieRecord>& records, int required) {
  std::vector<std::vector<int>> differences(3);
  for (const DieRecord& record : records) {
    for (size_t baseline = 0; baseline < 3; ++baseline) {
      const int before = record.*kRepairs[baseline].correct >= required ? 1 : 0;
      const int after = record.repaired >= required ? 1 : 0;
      differences[baseline].push_back(after - before);
    }
  }
  const std::vector<Interval> intervals = paired_bootstrap(differences);
  std::array<Estimate, 3> gains;
  for (size_t baseline = 0; baseline < 3; ++baseline) {
    int64_t sum = 0;
    for (const int difference : differences[baseline]) sum += difference;
    gains[baseline] = {per_cent(sum, static_cast<int64_t>(records.size())),
                       in_per_cent(intervals[baseline])};
  }
  return gains;
}

void count_outcomes(const std::vector<DieRecord>& records, Summary& summary) {
  for (const DieRecord& record : records) {
    summary.cycles_compared += record.cycles_compared;
    summary.mismatches += record.mismatches;
    summary.failed_dies += failed(record) ? 1 : 0;
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
  for (const DieRecord& record : records) {
    if (record.cycles_total == 0) continue;
    total.push_back(record.cycles_total);
    own.push_back(record.cycles_own);
  }
  if (total.empty()) return;
  const double cycles_per_ms = summary.facts.clock_mhz * 1000.0;
  summary.test_cycles_median = median(total);
  summary.test_ms_median = *summary.test_cycles_median / cycles_per_ms;
  summary.own_share_ms_median = median(own) / cycles_per_ms;
}

void check_images(const std::vector<DieRecord>& records, int images) {
  for (const DieRecord& record : records) {
    if (record.images == images) continue;
    throw std::invalid_argument(fmt::format("die {} was judged on {} images, the run on {}",
                                            record.die, record.images, images));
  }
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

Summary summarise(const std::vector<DieRecord>& records, const RunFacts& facts) {
  if (records.empty()) {
    throw UserError(
        fmt::format("{}: no die has finished, so there is nothing to summarise; run at "
                    "least one die",
                    facts.scenario));
  }
  check_images(records, facts.images);
  const int required = required_correct(facts.ideal_correct, facts.images, facts.yield_margin);

  Summary summary;
  summary.facts = facts;
  summary.dies = static_cast<int>(records.size());
  summary.ideal_accuracy = per_cent(facts.ideal_correct, facts.images);
  summary.yield_threshold = summary.ideal_accuracy - facts.yield_margin;
  summary.accuracy_standard_error =
      100.0 * threshold_deviation(required, facts.images) / facts.images;
  for (const RepairColumn& column : kRepairs) {
    summary.repairs[static_cast<size_t>(column.repair)] =
        summarise_repair(correct_counts(records, column.correct), required, facts.images);
  }
  summary.yield_gain = yield_gains(records, required);
  count_outcomes(records, summary);
  measure_cost(records, summary);
  return summary;
}

}  // namespace kintsugi
