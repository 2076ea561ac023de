#include "models/training/policy_study.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "models/core/error.h"

namespace kintsugi {
namespace {

SeedVerdict judge_seed(const RatePolicy& policy, uint64_t seed, const PolicyTarget& target,
                       const PolicyRun& run) {
  SeedVerdict verdict;
  verdict.seed = seed;
  run(policy, seed, [&](int64_t iterations, double accuracy) {
    if (verdict.iterations || iterations > target.iterations) return true;
    verdict.best_accuracy = std::max(verdict.best_accuracy, accuracy);
    if (accuracy >= target.accuracy) verdict.iterations = iterations;
    return verdict.iterations.has_value();
  });
  return verdict;
}

PolicyVerdict judge_policy(const RatePolicy& policy, const std::vector<uint64_t>& seeds,
                           const PolicyTarget& target, const PolicyRun& run) {
  PolicyVerdict verdict;
  verdict.policy = policy.text();
  verdict.meets_target = true;
  for (const uint64_t seed : seeds) {
    verdict.seeds.push_back(judge_seed(policy, seed, target, run));
    const auto& iterations = verdict.seeds.back().iterations;
    verdict.meets_target = verdict.meets_target && iterations.has_value();
    verdict.mean_iterations += static_cast<double>(iterations.value_or(target.iterations));
  }
  verdict.mean_iterations /= static_cast<double>(seeds.size());
  return verdict;
}

}  // namespace

size_t PolicyStudy::soonest() const {
  size_t best = npos;
  for (size_t i = 0; i < policies.size(); ++i) {
    if (!policies[i].meets_target) continue;
    if (best == npos || policies[i].mean_iterations < policies[best].mean_iterations) best = i;
  }
  return best;
}

PolicyStudy verify_policies(const std::vector<RatePolicy>& policies,
                            const std::vector<uint64_t>& seeds, const PolicyTarget& target,
                            const PolicyRun& run) {
  if (!(target.accuracy > 0.0 && target.accuracy <= 1.0)) {
    throw UserError("The target accuracy must be above 0 and up to 1 (0.9 is 90 %).");
  }
  if (target.iterations < 1 || policies.empty() || seeds.empty()) {
    throw UserError(
        "Verifying policies takes a budget of at least 1 iteration, and at least one "
        "policy and one seed.");
  }
  PolicyStudy study{target, {}};
  for (const RatePolicy& policy : policies) {
    study.policies.push_back(judge_policy(policy, seeds, target, run));
  }
  return study;
}

std::string policy_study_json(const PolicyStudy& study) {
  using nlohmann::ordered_json;
  const auto fixed = std::find_if(study.policies.begin(), study.policies.end(),
                                  [](const PolicyVerdict& v) { return v.policy == "fixed"; });
  const bool has_fixed = fixed != study.policies.end();
  const size_t soonest = study.soonest();
  ordered_json json;
  json["target_accuracy"] = study.target.accuracy;
  json["budget_iterations"] = study.target.iterations;
  json["soonest"] = soonest == PolicyStudy::npos ? ordered_json(nullptr)
                                                 : ordered_json(study.policies[soonest].policy);
  json["fixed_meets_target"] = has_fixed && fixed->meets_target;
  for (const PolicyVerdict& verdict : study.policies) {
    ordered_json entry;
    entry["policy"] = verdict.policy;
    entry["meets_target"] = verdict.meets_target;
    for (const SeedVerdict& seed : verdict.seeds) {
      entry["seeds"].push_back(
          {{"seed", seed.seed},
           {"iterations", seed.iterations ? ordered_json(*seed.iterations) : ordered_json(nullptr)},
           {"best_accuracy", std::round(seed.best_accuracy * 1e4) / 1e4}});
    }
    entry["mean_iterations"] = verdict.mean_iterations;
    entry["speedup_over_fixed"] =
        has_fixed && verdict.meets_target
            ? ordered_json(std::round(1e3 * fixed->mean_iterations / verdict.mean_iterations) / 1e3)
            : ordered_json(nullptr);
    json["policies"].push_back(entry);
  }
  return json.dump(2) + "\n";
}

}  // namespace kintsugi
