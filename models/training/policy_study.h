// Does a learning-rate policy reach a target accuracy within a budget, and which does so soonest?
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/training/rate_policy.h"

namespace kintsugi {

struct PolicyTarget {
  double accuracy = 0.0;   // 0 .. 1, to be reached
  int64_t iterations = 0;  // budget of each run; a policy spreads its course over it
};

// Called during a run with the iterations so far and the accuracy; true: the run may end.
using Judge = std::function<bool(int64_t iterations, double accuracy)>;
// Trains once.
using PolicyRun = std::function<void(const RatePolicy& policy, uint64_t seed, const Judge& judge)>;

struct SeedVerdict {
  uint64_t seed = 0;
  std::optional<int64_t> iterations;  // to the target, when it was reached within the budget
  double best_accuracy = 0.0;         // up to there
};

struct PolicyVerdict {
  std::string policy;
  std::vector<SeedVerdict> seeds;
  bool meets_target = false;     // with every seed
  double mean_iterations = 0.0;  // over the seeds; a seed that missed counts with the budget
};

struct PolicyStudy {
  PolicyTarget target;
  std::vector<PolicyVerdict> policies;
  // Of those that meet the target the one with the fewest mean iterations; none: npos.
  size_t soonest() const;
  static constexpr size_t npos = static_cast<size_t>(-1);
};

// Runs every policy with every seed. Throws UserError for a target or budget out of range, or
// without policies or seeds.
PolicyStudy verify_policies(const std::vector<RatePolicy>& policies,
                            const std::vector<uint64_t>& seeds, const PolicyTarget& target,
                            const PolicyRun& run);

// JSON, two-space indented: target, budget, and for each policy the iterations of each seed (null:
// missed), their mean and `speedup_over_fixed` = mean iterations of the policy `fixed` / own mean,
// null where own target was missed, and a lower bound where `fixed` missed (`fixed_meets_target`).
std::string policy_study_json(const PolicyStudy& study);

}  // namespace kintsugi
