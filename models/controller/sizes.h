// Sizes of a controller as built: the module parameters of docs/controller.md, section 2.
#pragma once

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {

struct ControllerSizes {
  int lanes = regs::kLanes;  // products a cycle in PROJECT: 1, 2 or 4
  int images = regs::kImages;
  int layers = regs::kLayers;
  int features = regs::kFeatures;
  int clusters = regs::kClusters;
  int outputs = regs::kOutputs;       // classes of the last-layer loop
  int stim_words = regs::kStimWords;  // all memories in words of 32 bits
  int stat_slots = regs::kStatSlots;
  int proj_words = regs::kProjWords;
  int codebook_words = regs::kCodebookWords;
  int delta_words = regs::kDeltaWords;
  int store_words = regs::kStoreWords;

  // Words of a memory.
  int words(regs::Memory memory) const {
    switch (memory) {
      case regs::Memory::Stim:
        return stim_words;
      case regs::Memory::Stat:
        return stat_slots;
      case regs::Memory::Proj:
        return proj_words;
      case regs::Memory::Codebook:
        return codebook_words;
      case regs::Memory::Delta:
        return delta_words;
      case regs::Memory::Store:
        return store_words;
      case regs::Memory::Log:
        return regs::kLogEntries;
    }
    return 0;
  }
};

// The ends of every range of section 2.
inline constexpr ControllerSizes kSmallestSizes{1, 1, 2, 1, 1, 2, 16, 16, 64, 16, 8, 8};
inline constexpr ControllerSizes kLargestSizes{4,
                                               regs::kMaxImages,
                                               regs::kMaxLayers,
                                               regs::kMaxFeatures,
                                               regs::kMaxClusters,
                                               regs::kMaxOutputs,
                                               regs::kMaxStimWords,
                                               regs::kMaxStatSlots,
                                               regs::kMaxProjWords,
                                               regs::kMaxCodebookWords,
                                               regs::kMaxDeltaWords,
                                               regs::kMaxStoreWords};

}  // namespace kintsugi
