// Cycle-accurate reference of the tuning controller, written from docs/controller.md and
// models/tuning alone. It knows nothing of rtl/.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "models/controller/reference_model.h"

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

class ControllerReference final : public ReferenceModel {
 public:
  // `sizes` must lie in the ranges of docs/controller.md, section 2.
  explicit ControllerReference(ReferenceFault fault = ReferenceFault::None,
                               const ControllerSizes& sizes = {});
  ~ControllerReference() override;

  void step(const ControllerInputs& in) override;

  const ControllerOutputs& outputs() const override;
  const std::array<uint32_t, regs::kObsWords>& obs() const;
  const uint32_t* declared_state() const override { return obs().data(); }

  bool has_memories() const override { return true; }
  ControllerSizes sizes() const override;

  uint64_t memory_word(regs::Memory memory, int word) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kintsugi
