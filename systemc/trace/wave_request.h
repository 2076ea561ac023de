// What a controller model is told when its wave is opened.
#pragma once

#include <cstdint>
#include <string>

#include "systemc/trace/probe.h"

namespace kintsugi {

struct WaveRequest {
  std::string file;
  uint64_t period_ps = 0;
  uint64_t from_cycle = 0;  // edges shown, both included
  uint64_t to_cycle = UINT64_MAX;
  const ProbeList* probes = nullptr;  // kept; null for none
};

}  // namespace kintsugi
