#include "testbench/report/verdict_quality.h"

#include <algorithm>
#include <cmath>

#include "testbench/report/predictions.h"

namespace kintsugi {
namespace {

double rmse(const std::vector<Prediction>& dies, const std::vector<size_t>& drawn) {
  double sum = 0.0;
  for (const size_t die : drawn) {
    const double error = dies[die].predicted - dies[die].truth;
    sum += error * error;
  }
  return std::sqrt(sum / static_cast<double>(drawn.size()));
}

double standard_deviation(const std::vector<Prediction>& dies, const std::vector<size_t>& drawn) {
  const auto count = static_cast<double>(drawn.size());
  double mean = 0.0;
  for (const size_t die : drawn) mean += dies[die].truth / count;
  double sum = 0.0;
  for (const size_t die : drawn) sum += (dies[die].truth - mean) * (dies[die].truth - mean);
  return std::sqrt(sum / count);
}

// 0 for dies that are all alike: there is nothing to predict.
double share_of_spread(const std::vector<Prediction>& dies, const std::vector<size_t>& drawn) {
  const double spread = standard_deviation(dies, drawn);
  return spread > 0.0 ? rmse(dies, drawn) / spread : 0.0;
}

template <class Statistic>
std::optional<Estimate> over_dies(const std::vector<Prediction>& dies, Statistic statistic) {
  if (dies.empty()) return std::nullopt;
  return bootstrap(dies.size(), [&](const std::vector<size_t>& drawn) {
    return statistic(dies, drawn);
  });
}

std::optional<Estimate> proportion(int64_t part, int64_t whole) {
  if (whole == 0) return std::nullopt;
  const Interval interval = wilson_interval(part, whole);
  return Estimate{100.0 * static_cast<double>(part) / static_cast<double>(whole),
                  {100.0 * interval.low, 100.0 * interval.high}};
}

// Wrong verdicts over those of shipping every die; unset where shipping every die makes none.
std::optional<Estimate> over_ship_all(const std::vector<DieRecord>& records, int required) {
  const auto ratio = [&](const std::vector<size_t>& drawn) {
    int wrong = 0;
    int bad = 0;
    for (const size_t i : drawn) {
      const bool good = records[i].repaired >= required;
      wrong += good != shipped(records[i]) ? 1 : 0;
      bad += good ? 0 : 1;
    }
    return static_cast<double>(wrong) / std::max(bad, 1);
  };
  const auto is_bad = [&](const DieRecord& record) { return record.repaired < required; };
  if (std::none_of(records.begin(), records.end(), is_bad)) return std::nullopt;
  return bootstrap(records.size(), ratio);
}

}  // namespace

void VerdictCounts::add(bool is_good, bool ships) {
  ++dies;
  good += is_good ? 1 : 0;
  shipped += ships ? 1 : 0;
  shipped_good += is_good && ships ? 1 : 0;
}

void set_proportions(const VerdictCounts& counts, VerdictQuality& q) {
  const int64_t escaped = counts.shipped - counts.shipped_good;
  const int64_t killed = counts.good - counts.shipped_good;
  q.shipped_good = proportion(counts.shipped_good, counts.dies);
  q.escape_rate = proportion(escaped, counts.shipped);
  q.overkill = proportion(killed, counts.good);
  q.misclassified = proportion(escaped + killed, counts.dies);
  q.misclassified_ship_all = proportion(counts.dies - counts.good, counts.dies);
}

VerdictQuality verdict_quality(const std::vector<DieRecord>& records, int required,
                               double ideal_accuracy) {
  std::vector<Prediction> before;
  std::vector<Prediction> after;
  std::vector<Prediction> forecast;
  std::vector<Prediction> near;
  VerdictCounts counts;
  for (const DieRecord& record : records) {
    if (const auto p = predicted_before(record, ideal_accuracy)) {
      before.push_back(*p);
      const double threshold = 100.0 * required / record.images;
      if (std::abs(p->truth - threshold) <= kNearPoints) near.push_back(*p);
    }
    if (const auto p = predicted_after(record, ideal_accuracy)) after.push_back(*p);
    if (const auto p = predicted_forecast(record, ideal_accuracy)) forecast.push_back(*p);
    counts.add(record.repaired >= required, shipped(record));
  }
  VerdictQuality q;
  q.prediction_rmse = over_dies(before, rmse);
  q.population_sd = over_dies(before, standard_deviation);
  q.prediction_rmse_after = over_dies(after, rmse);
  q.population_sd_after = over_dies(after, standard_deviation);
  q.prediction_rmse_forecast = over_dies(forecast, rmse);
  q.population_sd_forecast = over_dies(forecast, standard_deviation);
  q.prediction_share = over_dies(before, share_of_spread);
  q.prediction_share_after = over_dies(after, share_of_spread);
  q.prediction_rmse_near = over_dies(near, rmse);
  set_proportions(counts, q);
  q.misclassified_over_ship_all = over_ship_all(records, required);
  return q;
}

}  // namespace kintsugi
