#include "models/quantisation/scale_search.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

namespace kintsugi {
namespace {

double error(const std::vector<float>& values, double step, int top) {
  double sum = 0.0;
  for (const float value : values) {
    const double size = std::abs(static_cast<double>(value));
    const double code = std::min(std::round(size / step), static_cast<double>(top));
    sum += (size - code * step) * (size - code * step);
  }
  return sum;
}

std::vector<float> some_values() {
  const auto numbers =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-1000, 1000)));
  std::vector<float> values;
  for (const int n : numbers) values.push_back(static_cast<float>(n) * 0.0037F);
  return values;
}

TEST(ScaleSearch, NoStepOfTheGridIsBetter) {
  rc::check([] {
    const std::vector<float> values = some_values();
    const int top = *rc::gen::inRange(1, 20);
    const auto step = static_cast<double>(best_weight_step(values, top));
    float largest = 0.0F;
    for (const float value : values) largest = std::max(largest, std::abs(value));
    const double found = error(values, step, top);
    for (int k = 2; k <= 100 && largest > 0.0F; ++k) {
      const double other = static_cast<double>(largest) / top * k / 100.0;
      RC_ASSERT(found <= error(values, other, top) * (1.0 + 1e-5) + 1e-9);
    }
  });
}

TEST(ScaleSearch, TheHistogramFindsNearlyTheSameStep) {
  rc::check([] {
    const std::vector<float> values = some_values();
    const int top = *rc::gen::inRange(1, 20);
    float largest = 0.0F;
    for (const float value : values) largest = std::max(largest, std::abs(value));
    ScaleSearch search(largest);
    for (const float value : values) search.add(value);
    const auto step = static_cast<double>(search.best_step(top));
    const double best = error(values, static_cast<double>(best_weight_step(values, top)), top);
    const double bin = static_cast<double>(largest) / 8192;
    const double room = 2.0 * bin * std::sqrt(best * static_cast<double>(values.size())) +
                        bin * bin * static_cast<double>(values.size());
    RC_ASSERT(error(values, step, top) <= best + 2.0 * room + 1e-9);
  });
}

TEST(ScaleSearch, AnOutlierIsClippedWhereThatCostsLess) {
  std::vector<float> values;
  for (int i = 0; i <= 20000; ++i) values.push_back(static_cast<float>(i) / 20000.0F);
  const float plain = best_weight_step(values, 15);
  values.push_back(3.0F);
  const float clipped = best_weight_step(values, 15);
  EXPECT_NEAR(plain, 1.0F / 15, 0.01F);
  EXPECT_LT(clipped, 1.5F / 15);
}

TEST(ScaleSearch, NothingHasAStepOfOne) {
  EXPECT_EQ(best_weight_step({0.0F, 0.0F}, 9), 1.0F);
  EXPECT_EQ(ScaleSearch(0.0F).best_step(15), 1.0F);
}

}  // namespace
}  // namespace kintsugi
