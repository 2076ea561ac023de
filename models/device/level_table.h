// Per level: target conductance, programming error, and the draws that write-verify accepts.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "models/device/statistics.h"

namespace kintsugi {

// Target conductance of every level in uS or as a fraction of Gmax.
std::vector<double> level_fractions(const DeviceStatistics& statistics);
std::vector<double> level_us(const DeviceStatistics& statistics);  // needs g_max_us

// Mean and standard deviation of the Gaussian programming law at target `g_us`, uS.
double programmed_mean_us(const DeviceStatistics& statistics, double g_us);
double programmed_sigma_us(const DeviceStatistics& statistics, double g_us);

// Indexed by level; entries beyond the last level are 0. Grid steps.
struct LevelTable {
  size_t levels = 0;
  std::array<double, 256> target{};
  std::array<float, 256> target_single{};
  std::array<float, 256> mean{};   // Gaussian law
  std::array<float, 256> sigma{};  // Gaussian law
  // Write-verify accepts a programming draw z in [lowest, highest].
  std::array<float, 256> lowest{};
  std::array<float, 256> highest{};
  // What it accepts whatever the level.
  float lowest_of_all = 0.0F;
  float highest_of_all = 0.0F;
};

LevelTable level_table(const DeviceStatistics& statistics);

}  // namespace kintsugi
