#include "models/device/retention.h"

#include "models/core/random.h"
#include "models/device/cell.h"

namespace kintsugi {

double arrhenius_factor(double energy_ev, double temperature_c, double reference_c) {
  constexpr double kBoltzmann = 8.617333262e-5;  // eV / K
  constexpr double kZeroCelsius = 273.15;
  const double slower = 1.0 / (reference_c + kZeroCelsius);
  const double faster = 1.0 / (temperature_c + kZeroCelsius);
  return portable_exp(energy_ev / kBoltzmann * (slower - faster));
}

double log_age(const DeviceStatistics& statistics) {
  const double factor = arrhenius_factor(statistics.activation_energy_ev, statistics.temperature_c,
                                         statistics.reference_temperature_c);
  const double ratio = statistics.age_s * factor / statistics.drift_t0_s;
  return ratio > 1.0 ? portable_log(ratio) : 0.0;
}

RetentionTerms retention_terms(const DeviceStatistics& statistics) {
  RetentionTerms terms;
  if (statistics.age_s == 0.0) return terms;
  const double log_t = log_age(statistics);
  if (statistics.drift == DriftLaw::Power) {
    terms.log_mean = -statistics.drift_nu * log_t;
    terms.log_sigma = -statistics.drift_sigma_nu * log_t;
  }
  if (statistics.drift == DriftLaw::Logarithmic) {
    const double codes_per_us = kCodesPerGmax / statistics.g_max_us;
    terms.mean = statistics.drift_mean_us * log_t * codes_per_us;
    terms.sigma = (statistics.drift_sigma_us * log_t + statistics.drift_sigma0_us) * codes_per_us;
  }
  return terms;
}

}  // namespace kintsugi
