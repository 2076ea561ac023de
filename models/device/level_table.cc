#include "models/device/level_table.h"

#include <algorithm>
#include <limits>

#include "models/core/random.h"
#include "models/device/cell.h"

namespace kintsugi {
namespace {

constexpr double kEverything = std::numeric_limits<double>::infinity();

double polynomial(const std::vector<double>& coefficients, double x) {
  double sum = 0.0;
  for (size_t k = coefficients.size(); k > 0; --k) sum = sum * x + coefficients[k - 1];
  return sum;
}

struct Interval {
  double low;
  double high;
};

constexpr Interval kNothing{kEverything, -kEverything};

// Draws z with |target * exp(sigma z) - target| <= window.
Interval log_normal_draws(double target, double sigma, double window) {
  if (target == 0.0 || sigma == 0.0) return {-kEverything, kEverything};
  const double high = portable_log(1.0 + window / target) / sigma;
  if (window >= target) return {-kEverything, high};
  return {portable_log(1.0 - window / target) / sigma, high};
}

// Draws z with |max(0, mean + sigma z) - target| <= window.
Interval gaussian_draws(double target, double mean, double sigma, double window) {
  const double below = target - window - mean;
  const double above = target + window - mean;
  const bool zero_is_inside = window >= target;  // then so is everything clipped to 0
  if (sigma == 0.0) {
    return (below <= 0.0 || zero_is_inside) && above >= 0.0 ? Interval{-kEverything, kEverything}
                                                            : kNothing;
  }
  return {zero_is_inside ? -kEverything : below / sigma, above / sigma};
}

}  // namespace

std::vector<double> level_fractions(const DeviceStatistics& s) {
  if (!s.conductances.empty()) return s.conductances;
  std::vector<double> fractions;
  for (const double g : s.conductances_us) fractions.push_back(g / s.g_max_us);
  if (!fractions.empty()) return fractions;
  for (const double code : level_conductances(s.levels, s.g_min)) {
    fractions.push_back(code / kCodesPerGmax);
  }
  return fractions;
}

std::vector<double> level_us(const DeviceStatistics& statistics) {
  if (!statistics.conductances_us.empty()) return statistics.conductances_us;
  std::vector<double> conductances = level_fractions(statistics);
  for (double& g : conductances) g *= statistics.g_max_us;
  return conductances;
}

double programmed_mean_us(const DeviceStatistics& statistics, double g_us) {
  if (!statistics.programming_table.empty()) return statistics.programming_table.mean(g_us);
  return g_us + polynomial(statistics.mean_shift_us, g_us);
}

double programmed_sigma_us(const DeviceStatistics& statistics, double g_us) {
  if (!statistics.programming_table.empty()) return statistics.programming_table.sigma(g_us);
  return polynomial(statistics.sigma_us, g_us);
}

LevelTable level_table(const DeviceStatistics& statistics) {
  LevelTable table;
  const bool gaussian = statistics.programming == ProgrammingLaw::Gaussian;
  const std::vector<double> fractions = level_fractions(statistics);
  const std::vector<double> conductances_us =
      gaussian ? level_us(statistics) : std::vector<double>(fractions.size(), 0.0);
  table.levels = fractions.size();
  for (size_t l = 0; l < table.levels; ++l) {
    // Fractions of a power of two: exactly the conductances of cell.h.
    const double target = fractions[l] * kCodesPerGmax;
    const double window = statistics.verify_window_absolute != 0.0
                              ? statistics.verify_window_absolute * kCodesPerGmax
                              : statistics.verify_window * target;
    table.target[l] = target;
    table.target_single[l] = static_cast<float>(target);
    Interval draws = log_normal_draws(target, statistics.sigma_within, window);
    if (gaussian) {
      const double codes_per_us = kCodesPerGmax / statistics.g_max_us;
      const double mean = programmed_mean_us(statistics, conductances_us[l]) * codes_per_us;
      const double sigma = programmed_sigma_us(statistics, conductances_us[l]) * codes_per_us;
      draws = gaussian_draws(target, mean, sigma, window);
      table.mean[l] = static_cast<float>(mean);
      table.sigma[l] = static_cast<float>(sigma);
    }
    table.lowest[l] = static_cast<float>(draws.low);
    table.highest[l] = static_cast<float>(draws.high);
  }
  const auto end = static_cast<std::ptrdiff_t>(table.levels);
  table.lowest_of_all = *std::max_element(table.lowest.begin(), table.lowest.begin() + end);
  table.highest_of_all = *std::min_element(table.highest.begin(), table.highest.begin() + end);
  return table;
}

}  // namespace kintsugi
