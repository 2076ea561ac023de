// What a whole test with predictors must come to, computed directly.
#pragma once

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {

struct ExpectedRun {
  int16_t now = 0;
  int16_t forecast = 0;
  regs::Decision decision = regs::Decision::Pass;
  std::vector<int> repairs;     // entries retested, in their order
  std::vector<int16_t> afters;  // of the retests
  int best_entry = 0;
  int16_t best_after = 0;
  regs::Outcome outcome = regs::Outcome::None;
  int entry = 0;  // written last from the codebook
  int commits = 0;
  std::vector<uint32_t> active;  // [layers - 1], of the accelerator in the end
};

// `found`: the setting the accelerator holds at the start.
ExpectedRun expect_run(const SmallProgram& program, const std::vector<uint32_t>& found);

// Setting of the driver's accelerator, [layers - 1].
std::vector<uint32_t> active_setting(const Driver& driver, const SmallProgram& program);

// Compares registers, declared state and accelerator of a controller in DONE.
void expect_done(Driver& driver, const SmallProgram& program, const ExpectedRun& run);

}  // namespace kintsugi::controller_test
