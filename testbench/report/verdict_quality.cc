#include "testbench/report/verdict_quality.h"

#include <algorithm>
#include <cmath>

#include "models/controller/registers.h"

namespace kintsugi {
namespace {

// Predicted and true accuracy of one die, points.
struct Prediction {
  double predicted;
  double truth;
};

Prediction prediction(int q8_8, int correct, int images) {
  return {q8_8 / 256.0, 100.0 * correct / images};
}

regs::Outcome outcome_of(const DieRecord& record) {
  return static_cast<regs::Outcome>(record.outcome);
}

std::vector<Prediction> before_repair(const std::vector<DieRecord>& records) {
  std::vector<Prediction> result;
  for (const DieRecord& r : records) {
    if (r.error_code == 0) result.push_back(prediction(r.predicted_now, r.untuned, r.images));
  }
  return result;
}

// A restored die has no judged repair in force. In all others the best of them is.
std::vector<Prediction> after_repair(const std::vector<DieRecord>& records) {
  std::vector<Prediction> result;
  for (const DieRecord& r : records) {
    const bool judged = r.error_code == 0 && r.tries > 0;
    if (!judged || outcome_of(r) == regs::Outcome::Restored) continue;
    result.push_back(prediction(r.predicted_best, r.repaired, r.images));
  }
  return result;
}

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

// Dies by what they are and what became of them.
struct Counts {
  int64_t dies = 0;
  int64_t good = 0;
  int64_t shipped = 0;
  int64_t shipped_good = 0;
};

Counts count(const std::vector<DieRecord>& records, int required) {
  Counts c;
  for (const DieRecord& record : records) {
    const bool good = record.repaired >= required;
    const bool ships = shipped(record);
    ++c.dies;
    c.good += good ? 1 : 0;
    c.shipped += ships ? 1 : 0;
    c.shipped_good += good && ships ? 1 : 0;
  }
  return c;
}

}  // namespace

bool shipped(const DieRecord& record) {
  const regs::Outcome outcome = outcome_of(record);
  return outcome == regs::Outcome::Passed || outcome == regs::Outcome::Repaired;
}

VerdictQuality verdict_quality(const std::vector<DieRecord>& records, int required) {
  VerdictQuality q;
  const std::vector<Prediction> before = before_repair(records);
  q.prediction_rmse = over_dies(before, rmse);
  q.population_sd = over_dies(before, standard_deviation);
  const std::vector<Prediction> after = after_repair(records);
  q.prediction_rmse_after = over_dies(after, rmse);
  q.population_sd_after = over_dies(after, standard_deviation);

  const Counts c = count(records, required);
  const int64_t escaped = c.shipped - c.shipped_good;
  const int64_t killed = c.good - c.shipped_good;
  q.shipped_good_yield = proportion(c.shipped_good, c.dies);
  q.escape_rate = proportion(escaped, c.shipped);
  q.overkill = proportion(killed, c.good);
  q.misclassified = proportion(escaped + killed, c.dies);
  q.misclassified_ship_all = proportion(c.dies - c.good, c.dies);
  return q;
}

}  // namespace kintsugi
