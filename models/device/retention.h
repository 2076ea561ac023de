// What age and temperature do to a cell.
#pragma once

#include "models/device/statistics.h"

namespace kintsugi {

// Arrhenius factor by which the processes of activation energy `energy_ev` run faster at
// `temperature_c` than at `reference_c`: exp(E / k * (1 / T_reference - 1 / T)).
double arrhenius_factor(double energy_ev, double temperature_c, double reference_c);

// ln(t / t0) of the statistics' age, accelerated by its temperature; 0 before t0.
double log_age(const DeviceStatistics& statistics);

// How retention moves a cell with normal z: g * exp(log_mean + log_sigma * z), then
// g + mean + sigma * z, in grid steps, not below 0.
struct RetentionTerms {
  double log_mean = 0.0;
  double log_sigma = 0.0;
  double mean = 0.0;
  double sigma = 0.0;
  bool scales() const { return log_mean != 0.0 || log_sigma != 0.0; }
  bool shifts() const { return mean != 0.0 || sigma != 0.0; }
};

RetentionTerms retention_terms(const DeviceStatistics& statistics);

}  // namespace kintsugi
