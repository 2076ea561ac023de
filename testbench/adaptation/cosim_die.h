// One die through the controller, cycle by cycle: what adaptation costs, and that it comes out as
// the untimed models say.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/adaptation/adapt_die.h"

namespace kintsugi {

struct CosimCosts {
  bool simulated = false;
  int loop_images = 0;             // 0: the last layer has no loop
  double test_own_ms = 0;          // the controller's own share of test and repair
  double cycles_an_entry = 0;      // of a download of all deltas
  double download_ms = 0;          // of channels and all deltas
  double loop_ms = 0;              // own share of the loop, download and last writes included
  double loop_with_images_ms = 0;  // the same with its images being played
  int64_t mismatches = 0;          // checkers and differences from the untimed models
  std::string message;             // the first of them
};

// Off-chip adaptation and loop of a die against the Verilated controller in lock-step, with as many
// images as the controller holds as built, in processes of their own.
CosimCosts cosim_die(const AdaptationStudy& study, uint32_t die);

}  // namespace kintsugi
