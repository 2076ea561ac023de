// Small statistics of a population. Every function is a pure function of its arguments and gives
// the same bits on every machine. docs/statistics.md explains the choices.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace kintsugi {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

struct Estimate {
  double value = 0.0;
  Interval interval;  // 95 %
};

// Two-sided 95 % of a standard normal.
constexpr double kZ95 = 1.959963984540054;

// A number as files hold it.
double to_4_places(double value);

// Arithmetic mean. Throws std::invalid_argument without values, as quantile and median do.
double mean(const std::vector<int64_t>& values);

// Quantile q in [0, 1] with linear interpolation between neighbours (Hyndman and Fan, type 7).
double quantile(std::vector<int64_t> values, double q);
double median(std::vector<int64_t> values);

// Wilson score interval, 95 %, of the proportion successes / trials, as fractions of 1.
// Without trials nothing is known: [0, 1].
Interval wilson_interval(int64_t successes, int64_t trials);

// Interval of a value that two independent errors blur, from the interval each alone would give:
// the distances to the value add in quadrature on each side (Newcombe's square-and-add).
Interval square_and_add(double value, Interval a, Interval b);

// 95 % percentile intervals of the means of several integer series over the same dies,
// series[s][die], all of one length. Each resample draws the dies once and looks at every series,
// so that pairs stay pairs: hand in per-die differences to compare repairs. Throws
// std::invalid_argument for empty series or differing lengths.
std::vector<Interval> paired_bootstrap(const std::vector<std::vector<int>>& series);

// A statistic of all dies with the 95 % percentile interval of its values on resampled dies. It is
// handed the indices of the dies to look at, some more than once; the resamples are those of
// paired_bootstrap. Throws std::invalid_argument without dies.
Estimate bootstrap(size_t dies,
                   const std::function<double(const std::vector<size_t>& drawn)>& statistic);

}  // namespace kintsugi
