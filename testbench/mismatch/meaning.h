// What the bits of a signal stand for, as numbers with units (docs/controller.md, section 3).
#pragma once

#include <cstdint>
#include <string>

#include "models/tuning/program.h"
#include "testbench/checkers/divergence.h"

namespace kintsugi {

// What a value must be read with: addresses beside data, scales, the clock.
struct MeaningContext {
  const tuning::TestProgram& program;
  uint64_t period_ps = 0;
  ControllerInputs in;
  Side side;  // the side the value is from, in the same cycle
};

// "gain 1.0312 (UQ4.12), offset -3 accumulator LSB". Empty when the value says all by itself.
// `signal` is a pin, a field ("obs.dist0") or a word of a memory ("Stat[17]").
std::string meaning(const std::string& signal, uint64_t value, const MeaningContext& context);

}  // namespace kintsugi
