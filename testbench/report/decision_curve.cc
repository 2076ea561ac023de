#include "testbench/report/decision_curve.h"

#include <algorithm>
#include <climits>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

constexpr int kNever = INT_MIN;
constexpr int kAlways = INT_MAX;

// The highest ship limit with which this die ships.
int highest_limit(const DieRecord& record, const PredictionLimits& limits) {
  const auto by_first_test = [&] { return record.predicted_now - limits.pass + limits.ship; };
  switch (static_cast<regs::Outcome>(record.outcome)) {
    case regs::Outcome::Passed:
    case regs::Outcome::Restored:
      return by_first_test();
    case regs::Outcome::Rejected:
      return record.dist0 > limits.reject_distance ? kNever : by_first_test();
    case regs::Outcome::Repaired:
      return record.tries > 0 ? record.predicted_best : kAlways;  // nothing was retested
    case regs::Outcome::Below: {
      const auto decision = static_cast<regs::Decision>(record.decision);
      return decision == regs::Decision::Repair ? record.predicted_best : kNever;
    }
    case regs::Outcome::NeedsAdapt:
    case regs::Outcome::Loaded:
    case regs::Outcome::Adapted:
    case regs::Outcome::None:
      break;
  }
  return kNever;
}

struct Candidate {
  int limit;
  bool good;
};

}  // namespace

std::vector<CurvePoint> decision_curve(const std::vector<DieRecord>& records, int required,
                                       const PredictionLimits& limits) {
  std::vector<Candidate> candidates;
  for (const DieRecord& record : records) {
    candidates.push_back({highest_limit(record, limits), record.repaired >= required});
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.limit < b.limit; });
  VerdictCounts counts;
  for (const Candidate& die : candidates) counts.add(die.good, die.limit != kNever);

  std::vector<CurvePoint> curve;
  const auto add_point = [&](int limit) {
    curve.push_back({limit, {}});
    set_proportions(counts, curve.back().quality);
  };
  for (size_t i = 0; i < candidates.size(); ++i) {
    const auto& [limit, good] = candidates[i];
    if (limit == kNever || limit == kAlways) continue;
    if (curve.empty() || curve.back().ship_limit != limit) add_point(limit);
    --counts.shipped;
    counts.shipped_good -= good ? 1 : 0;
  }
  if (!curve.empty()) add_point(curve.back().ship_limit + 1);
  return curve;
}

}  // namespace kintsugi
