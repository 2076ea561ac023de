// Moments and the Kolmogorov-Smirnov distance of samples. Draws are fixed by their keys, so these
// tests give the same numbers on every run.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace kintsugi::testing {

inline double mean_of(const std::vector<double>& samples) {
  double sum = 0.0;
  for (const double sample : samples) sum += sample;
  return sum / static_cast<double>(samples.size());
}

inline double sigma_of(const std::vector<double>& samples) {
  const double mean = mean_of(samples);
  double squares = 0.0;
  for (const double sample : samples) squares += (sample - mean) * (sample - mean);
  return std::sqrt(squares / static_cast<double>(samples.size() - 1));
}

// Both within five standard errors of a normal sample of this size.
inline void expect_moments(const std::vector<double>& samples, double mean, double sigma) {
  const auto n = static_cast<double>(samples.size());
  EXPECT_NEAR(mean_of(samples), mean, 5.0 * sigma / std::sqrt(n));
  EXPECT_NEAR(sigma_of(samples), sigma, 5.0 * sigma / std::sqrt(2.0 * n));
}

// Largest distance between the samples' distribution and the normal one.
inline double normal_distance(std::vector<double> samples, double mean, double sigma) {
  std::sort(samples.begin(), samples.end());
  const auto n = static_cast<double>(samples.size());
  double distance = 0.0;
  for (size_t i = 0; i < samples.size(); ++i) {
    const double cdf = 0.5 * std::erfc((mean - samples[i]) / (sigma * std::sqrt(2.0)));
    distance = std::max(distance, std::abs(cdf - static_cast<double>(i) / n));
    distance = std::max(distance, std::abs(cdf - static_cast<double>(i + 1) / n));
  }
  return distance;
}

// The 0.1 % point of the Kolmogorov-Smirnov test, plus what the samples' grid may add.
inline void expect_normal(const std::vector<double>& samples, double mean, double sigma,
                          double grid = 0.0) {
  const double limit = 1.95 / std::sqrt(static_cast<double>(samples.size()));
  EXPECT_LT(normal_distance(samples, mean, sigma), limit + 0.4 * grid / sigma);
}

}  // namespace kintsugi::testing
