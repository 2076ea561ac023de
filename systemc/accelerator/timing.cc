#include "systemc/accelerator/timing.h"

#include <cmath>
#include <systemc>

namespace kintsugi {

uint64_t TimingConfig::period_ps() const {
  return static_cast<uint64_t>(std::llround(1e6 / clock_mhz));
}

sc_core::sc_time TimingConfig::period() const {
  return sc_core::sc_time(static_cast<double>(period_ps()), sc_core::SC_PS);
}

sc_core::sc_time TimingConfig::cycles(int64_t count) const {
  return static_cast<double>(count) * period();
}

void set_time_resolution() { sc_core::sc_set_time_resolution(1, sc_core::SC_PS); }

int64_t plane_cycles(const TimingConfig& timing, const ChipConfig& config) {
  return int64_t{timing.dac_cycles} + timing.integration_cycles +
         int64_t{config.adc.columns_per_adc} * timing.conversion_cycles + timing.shift_add_cycles;
}

int64_t image_compute_cycles(const TimingConfig& timing, const Chip& chip) {
  int64_t positions = 0;
  for (const LayerPlan& plan : chip.layers) {
    positions += int64_t{plan.layer.positions()} * plan.input.planes(chip.activation_bits());
  }
  return positions * plane_cycles(timing, chip.config);
}

}  // namespace kintsugi
