// Turns the reads of tiles into named signals that change over time, for RTL power tools.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/accelerator/chip.h"
#include "models/cost/description.h"
#include "testbench/cost/chip_activity.h"

namespace kintsugi {

// A signal of the activity trace. Scope of a layer: "layer0_conv1"; of a tile in it: "tile3".
struct ToggleSignal {
  std::vector<std::string> scope;  // below the chip
  std::string name;
  int width = 1;
  bool counter = false;  // counts what happened so far: in the VCD, not in the SAIF
};

// Receives changes in order of time. A value is given as bits, least significant first.
class ToggleSink {
 public:
  virtual ~ToggleSink() = default;
  virtual void begin(const std::vector<ToggleSignal>& signals) = 0;
  virtual void change(int64_t time_ps, size_t signal, const std::vector<uint8_t>& bits) = 0;
  virtual void end(int64_t time_ps) = 0;
};

// A layer has the strobes dac, integrate, convert and shift_add and the counters conversions and
// cell_reads; a tile has word_line, a bit a row in use. Word lines are driven in the DAC step and
// the integration and return to zero; everything starts at 0.
void record_toggles(const Die& die, const Tuning& tuning, const cost::ChipDescription& description,
                    const uint8_t* images, int count, const std::vector<ToggleSink*>& sinks);

}  // namespace kintsugi
