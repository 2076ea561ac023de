// Programmed cells as samples, their moments, and the standard errors to judge them by.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "models/device/device_model.h"

namespace kintsugi::testing {

struct Tile {
  std::vector<int16_t> codes;
  std::vector<int32_t> variance;
  Programming programming;
};

// A tile of 256 x 256 cells, all of `level`.
inline Tile program_level(const DeviceModel& model, uint8_t level, uint64_t seed = 7,
                          uint32_t die = 0, uint32_t tile = 0) {
  const std::vector<uint8_t> levels(size_t{256} * 256, level);
  Tile result;
  result.codes.resize(levels.size());
  result.variance.resize(levels.size());
  result.programming = model.program(model.die(seed, die), tile, 256, 256, levels.data(),
                                     result.codes.data(), result.variance.data());
  return result;
}

struct Moments {
  double count = 0.0;
  double mean = 0.0;
  double deviation = 0.0;
};

template <typename Values>
Moments moments(const Values& values) {
  double sum = 0.0;
  double squares = 0.0;
  for (const auto value : values) sum += static_cast<double>(value);
  const auto n = static_cast<double>(values.size());
  for (const auto value : values) {
    const double off = static_cast<double>(value) - sum / n;
    squares += off * off;
  }
  return {n, sum / n, std::sqrt(squares / n)};
}

// ln of code / scale of every cell.
inline std::vector<double> logarithms(const std::vector<int16_t>& codes, double scale) {
  std::vector<double> result;
  for (const int16_t code : codes) result.push_back(std::log(code / scale));
  return result;
}

// Expects normal samples with this mean and deviation.
inline void expect_moments(const Moments& found, double mean, double deviation) {
  EXPECT_NEAR(found.mean, mean, 5.0 * deviation / std::sqrt(found.count));
  EXPECT_NEAR(found.deviation, deviation, 5.0 * deviation / std::sqrt(2.0 * found.count));
}

// Expects `hits` of `count` trials of this probability.
inline void expect_share(double hits, double count, double probability) {
  EXPECT_NEAR(hits / count, probability,
              5.0 * std::sqrt(probability * (1.0 - probability) / count));
}

// Largest distance between the samples' distribution and the standard normal one, times sqrt(n):
// above 1.95 in one case of a thousand (Kolmogorov-Smirnov). Sorts the samples.
inline double kolmogorov_smirnov(std::vector<double>& samples) {
  std::sort(samples.begin(), samples.end());
  const auto n = static_cast<double>(samples.size());
  double distance = 0.0;
  for (size_t i = 0; i < samples.size(); ++i) {
    const double cumulative = 0.5 * std::erfc(-samples[i] / std::sqrt(2.0));
    distance = std::max(distance, std::abs(cumulative - static_cast<double>(i) / n));
    distance = std::max(distance, std::abs(static_cast<double>(i + 1) / n - cumulative));
  }
  return distance * std::sqrt(n);
}

constexpr double kRounding = 1.0 / 12.0;  // variance that rounding to the grid adds

}  // namespace kintsugi::testing
