#include "models/training/rate_policy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_user_error;

double factor(const char* text, double done) { return RatePolicy::parse(text).factor(done); }

TEST(RatePolicyTest, FixedStays) {
  EXPECT_EQ(factor("fixed", 0.0), 1.0);
  EXPECT_EQ(factor("fixed", 0.99), 1.0);
}

TEST(RatePolicyTest, StepFallsByItsFactorAtEachOfItsParts) {
  EXPECT_DOUBLE_EQ(factor("step(4,0.5)", 0.24), 1.0);
  EXPECT_DOUBLE_EQ(factor("step(4,0.5)", 0.25), 0.5);
  EXPECT_DOUBLE_EQ(factor("step(4,0.5)", 0.75), 0.125);
  EXPECT_DOUBLE_EQ(factor("step(4,0.5)", 1.0), 0.125);
  EXPECT_DOUBLE_EQ(factor("step", 0.5), 0.1);
}

TEST(RatePolicyTest, ExponentialEndsAtItsFactor) {
  EXPECT_DOUBLE_EQ(factor("exponential", 0.0), 1.0);
  EXPECT_DOUBLE_EQ(factor("exponential", 0.5), 0.1);
  EXPECT_DOUBLE_EQ(factor("exponential(0.25)", 1.0), 0.25);
}

TEST(RatePolicyTest, CosineFallsToZero) {
  EXPECT_DOUBLE_EQ(factor("cosine", 0.0), 1.0);
  EXPECT_NEAR(factor("cosine", 0.5), 0.5, 1e-12);
  EXPECT_NEAR(factor("cosine", 1.0 / 3), 0.75, 1e-12);
  EXPECT_NEAR(factor("cosine", 1.0), 0.0, 1e-12);
}

TEST(RatePolicyTest, CyclicRisesAndFallsInEachTriangle) {
  EXPECT_DOUBLE_EQ(factor("cyclic(2,0.1)", 0.0), 0.1);
  EXPECT_DOUBLE_EQ(factor("cyclic(2,0.1)", 0.25), 1.0);
  EXPECT_NEAR(factor("cyclic(2,0.1)", 0.375), 0.55, 1e-12);
  EXPECT_DOUBLE_EQ(factor("cyclic(2,0.1)", 0.5), 0.1);
  EXPECT_DOUBLE_EQ(factor("cyclic(2,0.1)", 0.75), 1.0);
}

TEST(RatePolicyTest, OneCycleWarmsUpAndFallsToZero) {
  EXPECT_DOUBLE_EQ(factor("one-cycle", 0.0), 0.04);
  EXPECT_DOUBLE_EQ(factor("one-cycle(0.5)", 0.25), 0.52);
  EXPECT_DOUBLE_EQ(factor("one-cycle(0.5)", 0.5), 1.0);
  EXPECT_NEAR(factor("one-cycle(0.5)", 0.75), 0.5, 1e-12);
  EXPECT_NEAR(factor("one-cycle", 1.0), 0.0, 1e-12);
}

TEST(RatePolicyTest, CompositeRunsItsPartsOneAfterTheOther) {
  const RatePolicy policy = RatePolicy::parse("fixed:3+cosine:1");
  EXPECT_EQ(policy.factor(0.74), 1.0);
  EXPECT_DOUBLE_EQ(policy.factor(0.75), 1.0);
  EXPECT_NEAR(policy.factor(0.875), 0.5, 1e-12);
  EXPECT_NEAR(policy.factor(1.0), 0.0, 1e-12);
  EXPECT_EQ(policy.text(), "fixed:3+cosine:1");
}

TEST(RatePolicyTest, NoFactorLeavesZeroToOne) {
  for (const std::string& name : rate_policy_names()) {
    const RatePolicy policy = RatePolicy::parse(name + ":0.5+" + name + ":0.5");
    for (int i = 0; i <= 1000; ++i) {
      const double value = policy.factor(i / 1000.0);
      ASSERT_TRUE(value >= 0.0 && value <= 1.0) << name << " at " << i << ": " << value;
    }
  }
}

TEST(RatePolicyTest, RefusesWhatItCannotRead) {
  const auto refuses = [](const char* text, const char* part) {
    expect_user_error([&] { RatePolicy::parse(text); }, {text, part, "allowed are"});
  };
  refuses("linear", "unknown policy 'linear'");
  refuses("", "unknown policy ''");
  refuses("cosine+", "unknown policy ''");
  refuses("step(3)", "1 numbers instead of 2");
  refuses("step(2.5,0.1)", "whole number");
  refuses("step(3,0)", "not in (0, 1]");
  refuses("cyclic(3,0.1", "does not close");
  refuses("one-cycle(x)", "'x' where a number belongs");
  refuses("fixed:0+cosine:1", "share is not above 0");
}

}  // namespace
}  // namespace kintsugi
