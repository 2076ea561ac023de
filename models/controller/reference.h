// Cycle-accurate reference of the tuning controller, written from docs/controller.md and
// models/tuning alone. It knows nothing of rtl/.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "models/controller/pins.h"
#include "models/controller/sizes.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi {

// Faults planted in the reference to show that lock-step catches a wrong *reference* too.
enum class ReferenceFault {
  None,
  TieToHigherIndex,
  OffsetNotClamped,
  DoneOneCycleEarly,
  MarginIncluded,   // the last-layer loop learns an image whose lead is the margin
  DeadBandIgnored,  // the monitor makes every change
};

class ControllerReference {
 public:
  // `sizes` must lie in the ranges of docs/controller.md, section 2.
  explicit ControllerReference(ReferenceFault fault = ReferenceFault::None,
                               const ControllerSizes& sizes = {});
  ~ControllerReference();

  // Takes one clock edge with the pins sampled at it.
  void step(const ControllerInputs& in);

  // Pins and declared state after the last edge. `obs` is packed as obs_o of the RTL: field i at
  // bit kObsFields[i].lsb, 32-bit words, lowest word first.
  const ControllerOutputs& outputs() const;
  const std::array<uint32_t, regs::kObsWords>& obs() const;

  const ControllerSizes& sizes() const;

  // Memory contents for the sweep, without parity: one value a word, in the order of regs::Memory.
  // std::out_of_range behind the memory's depth.
  uint64_t memory_word(regs::Memory memory, int word) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kintsugi
