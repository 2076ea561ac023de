// Where the host writes the memories of the controller.
#pragma once

#include <cstdint>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi::regs {

struct WritableWindow {
  Memory memory;
  uint32_t address;  // of word 0; word w lies at address + 4 w
};

inline constexpr WritableWindow kWritableWindows[] = {{Memory::Stim, kStimWindow},
                                                      {Memory::Proj, kProjWindow},
                                                      {Memory::Codebook, kCodebookWindow},
                                                      {Memory::Delta, kDeltaWindow},
                                                      {Memory::Store, kStoreWindow}};

}  // namespace kintsugi::regs
