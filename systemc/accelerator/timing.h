// The one place all time comes from; docs/timing.md is its contract.
#pragma once

#include <cstdint>

#include "models/accelerator/chip.h"

namespace sc_core {
class sc_time;
}

namespace kintsugi {

struct TimingConfig {
  double clock_mhz = 200.0;
  int dac_cycles = 1;             // drive a bit plane onto the word lines
  int integration_cycles = 1;     // settle and sample the bit lines
  int conversion_cycles = 1;      // one column of a converter
  int shift_add_cycles = 1;       // add a plane's codes to the accumulators
  int register_write_cycles = 2;  // wait states of a write to the tuning registers
  int fifo_depth = 16;            // signature beats buffered before the accelerator stalls

  // Clock period, rounded to whole picoseconds, the resolution of every time in a run.
  uint64_t period_ps() const;
  sc_core::sc_time period() const;
  sc_core::sc_time cycles(int64_t count) const;
};

// Sets the kernel's resolution to 1 ps. To be called before the first sc_time other than zero.
void set_time_resolution();

// Cycles one bit plane takes: DAC, integration, `columns_per_adc` conversions, shift-add.
int64_t plane_cycles(const TimingConfig& timing, const ChipConfig& config);

// Cycles from the last pixel of an image to the first value of the last layer if the signature
// stream never waits, without the beats themselves: the crossbar time of all layers.
int64_t image_compute_cycles(const TimingConfig& timing, const Chip& chip);

}  // namespace kintsugi
