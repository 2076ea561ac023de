// Cycle-accurate reference of the tuning controller, written from docs/controller.md and
// models/tuning alone. It knows nothing of rtl/.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "models/controller/pins.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi {

// Faults planted in the reference to show that lock-step catches a wrong *reference* too.
enum class ReferenceFault { None, TieToHigherIndex, OffsetNotClamped, DoneOneCycleEarly };

class ControllerReference {
 public:
  explicit ControllerReference(ReferenceFault fault = ReferenceFault::None);
  ~ControllerReference();

  // Takes one clock edge with the pins sampled at it.
  void step(const ControllerInputs& in);

  // Pins and declared state after the last edge. `obs` is packed as obs_o of the RTL: field i at
  // bit kObsFields[i].lsb, 32-bit words, lowest word first.
  const ControllerOutputs& outputs() const;
  const std::array<uint32_t, regs::kObsWords>& obs() const;

  // Memory contents for the sweep: one 64-bit value a word, in the order of regs::Memory.
  uint64_t memory_word(regs::Memory memory, int word) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kintsugi
