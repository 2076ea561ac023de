// What tests of parity need: the windows of memories, and words of bad parity.
#pragma once

#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {

struct Window {
  regs::Memory memory;
  uint32_t address;
};
// Those that the host can write.
inline constexpr Window kWritable[] = {{regs::Memory::Stim, regs::kStimWindow},
                                       {regs::Memory::Proj, regs::kProjWindow},
                                       {regs::Memory::Codebook, regs::kCodebookWindow},
                                       {regs::Memory::Delta, regs::kDeltaWindow},
                                       {regs::Memory::Store, regs::kStoreWindow}};

inline constexpr uint32_t kArmed = 8;  // of `inject`

// Arms a memory.
void inject(Driver& driver, regs::Memory memory);

// Gives a word of a memory of `kWritable` bad parity.
void spoil(Driver& driver, regs::Memory memory, int word);

// The controller stands in ERROR because of a word of this memory.
void expect_parity_error(Driver& driver, regs::Memory memory);

}  // namespace kintsugi::controller_test
