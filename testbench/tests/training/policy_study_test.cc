#include "models/training/policy_study.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;

// A network that learns as much as the rates it has been given, a little more with a higher seed.
void sums_rates(const RatePolicy& policy, uint64_t seed, const Judge& judge) {
  double sum = 0.0;
  for (int i = 0; i < 100; ++i) {
    sum += policy.factor(i / 100.0);
    const double accuracy = (sum + static_cast<double>(seed)) / 100.0;
    if ((i + 1) % 10 == 0 && judge(i + 1, accuracy)) return;
  }
}

PolicyStudy study(const std::vector<std::string>& names, double target) {
  std::vector<RatePolicy> policies;
  for (const auto& name : names) policies.push_back(RatePolicy::parse(name));
  return verify_policies(policies, {1, 5}, {target, 100}, sums_rates);
}

TEST(PolicyStudyTest, CountsIterationsToTheTargetOfEachSeed) {
  const PolicyStudy result = study({"fixed"}, 0.41);
  const PolicyVerdict& fixed = result.policies.at(0);
  EXPECT_TRUE(fixed.meets_target);
  EXPECT_EQ(fixed.seeds.at(0).iterations, 40);
  EXPECT_DOUBLE_EQ(fixed.seeds.at(0).best_accuracy, 0.41);
  EXPECT_EQ(fixed.seeds.at(1).iterations, 40);
  EXPECT_EQ(fixed.mean_iterations, 40.0);
}

TEST(PolicyStudyTest, NamesThePolicyThatIsSoonest) {
  const PolicyStudy result = study({"step", "fixed", "cosine"}, 0.45);
  EXPECT_EQ(result.soonest(), 1U);
  const auto json = nlohmann::json::parse(policy_study_json(result));
  EXPECT_EQ(json["soonest"], "fixed");
  EXPECT_EQ(json["policies"][1]["speedup_over_fixed"], 1.0);
  EXPECT_LT(json["policies"][2]["speedup_over_fixed"], 1.0);
}

TEST(PolicyStudyTest, OneSeedThatMissesFailsThePolicy) {
  const PolicyStudy result = study({"cosine"}, 0.53);  // 0.515 and 0.555 at the end
  const PolicyVerdict& cosine = result.policies.at(0);
  EXPECT_FALSE(cosine.seeds.at(0).iterations.has_value());
  EXPECT_TRUE(cosine.seeds.at(1).iterations.has_value());
  EXPECT_FALSE(cosine.meets_target);
  EXPECT_EQ(result.soonest(), PolicyStudy::npos);
  const auto json = nlohmann::json::parse(policy_study_json(result));
  EXPECT_TRUE(json["soonest"].is_null());
  EXPECT_TRUE(json["policies"][0]["seeds"][0]["iterations"].is_null());
  EXPECT_TRUE(json["policies"][0]["speedup_over_fixed"].is_null());
  EXPECT_EQ(json["fixed_meets_target"], false);
}

TEST(PolicyStudyTest, ARunThatGoesPastItsBudgetDoesNotCount) {
  const auto late = [](const RatePolicy&, uint64_t, const Judge& judge) {
    judge(100, 0.1);
    judge(101, 0.9);
  };
  const PolicyStudy result = verify_policies({RatePolicy::parse("fixed")}, {1}, {0.5, 100}, late);
  EXPECT_FALSE(result.policies.at(0).meets_target);
  EXPECT_EQ(result.policies.at(0).seeds.at(0).best_accuracy, 0.1);
}

TEST(PolicyStudyTest, RefusesEmptyStudies) {
  const std::vector<RatePolicy> fixed{RatePolicy::parse("fixed")};
  expect_user_error([&] { verify_policies(fixed, {1}, {1.5, 10}, sums_rates); }, {"accuracy"});
  expect_user_error([&] { verify_policies(fixed, {1}, {0.5, 0}, sums_rates); }, {"budget"});
  expect_user_error([&] { verify_policies(fixed, {}, {0.5, 10}, sums_rates); }, {"seed"});
  expect_user_error([&] { verify_policies({}, {1}, {0.5, 10}, sums_rates); }, {"policy"});
}

}  // namespace
}  // namespace kintsugi
