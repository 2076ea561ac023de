#include "testbench/report/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "models/core/random.h"

namespace kintsugi {
namespace {

constexpr uint32_t kResamples = 2000;
constexpr uint64_t kBootstrapSeed = 20240325;  // fixed: an interval is a function of the dies

void require_values(size_t count) {
  if (count == 0) throw std::invalid_argument("statistics of no values");
}

// As many elements of [0, size) as there are, with replacement, for each resample in turn; the bias
// of the multiplication is below 2^-32 * size.
template <class Use>
void for_each_resample(size_t size, Use use) {
  std::vector<uint32_t> words(size);
  std::vector<size_t> drawn(size);
  for (uint32_t resample = 0; resample < kResamples; ++resample) {
    fill_random_words({kBootstrapSeed, resample, 0, RandomRole::Resample}, 0, size, words.data());
    std::transform(words.begin(), words.end(), drawn.begin(), [&](uint32_t word) {
      return static_cast<size_t>((uint64_t{word} * size) >> 32);
    });
    use(drawn);
  }
}

template <typename T>
double interpolated_quantile(std::vector<T> values, double q) {
  require_values(values.size());
  std::sort(values.begin(), values.end());
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, values.size() - 1);
  const double share = position - static_cast<double>(below);
  const auto low = static_cast<double>(values[below]);
  return low + share * (static_cast<double>(values[above]) - low);
}

}  // namespace

// Adding zero turns -0.0 into 0.0.
double to_4_places(double value) { return std::round(value * 1e4) / 1e4 + 0.0; }

double mean(const std::vector<int64_t>& values) {
  require_values(values.size());
  const int64_t sum = std::accumulate(values.begin(), values.end(), int64_t{0});
  return static_cast<double>(sum) / static_cast<double>(values.size());
}

double quantile(std::vector<int64_t> values, double q) {
  return interpolated_quantile(std::move(values), q);
}

double median(std::vector<int64_t> values) { return quantile(std::move(values), 0.5); }

Interval wilson_interval(int64_t successes, int64_t trials) {
  if (trials == 0) return {0.0, 1.0};
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(successes) / n;
  const double z2 = kZ95 * kZ95;
  const double centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
  const double half = kZ95 / (1.0 + z2 / n) * std::sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
  // At the ends the bound is exactly 0 or 1; rounding must not leave 1e-17 there.
  return {successes == 0 ? 0.0 : centre - half, successes == trials ? 1.0 : centre + half};
}

Interval square_and_add(double value, Interval a, Interval b) {
  const double below_a = value - a.low;
  const double below_b = value - b.low;
  const double above_a = a.high - value;
  const double above_b = b.high - value;
  return {value - std::sqrt(below_a * below_a + below_b * below_b),
          value + std::sqrt(above_a * above_a + above_b * above_b)};
}

std::vector<Interval> paired_bootstrap(const std::vector<std::vector<int>>& series) {
  require_values(series.size());
  const size_t dies = series.front().size();
  require_values(dies);
  for (const std::vector<int>& one : series) {
    if (one.size() != dies) throw std::invalid_argument("paired series of different lengths");
  }
  std::vector<std::vector<int64_t>> sums(series.size());
  for_each_resample(dies, [&](const std::vector<size_t>& drawn) {
    for (size_t s = 0; s < series.size(); ++s) {
      int64_t& sum = sums[s].emplace_back(0);
      for (const size_t die : drawn) sum += series[s][die];
    }
  });
  std::vector<Interval> intervals;
  const auto n = static_cast<double>(dies);
  for (const std::vector<int64_t>& sum : sums) {
    intervals.push_back({quantile(sum, 0.025) / n, quantile(sum, 0.975) / n});
  }
  return intervals;
}

Estimate bootstrap(size_t dies,
                   const std::function<double(const std::vector<size_t>& drawn)>& statistic) {
  require_values(dies);
  std::vector<size_t> all(dies);
  std::iota(all.begin(), all.end(), size_t{0});
  Estimate estimate;
  estimate.value = statistic(all);
  std::vector<double> values;
  for_each_resample(
      dies, [&](const std::vector<size_t>& resample) { values.push_back(statistic(resample)); });
  estimate.interval = {interpolated_quantile(values, 0.025), interpolated_quantile(values, 0.975)};
  return estimate;
}

}  // namespace kintsugi
