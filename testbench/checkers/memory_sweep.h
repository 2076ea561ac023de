// Compares the memories of controller and reference word by word.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/controller/reference_model.h"
#include "systemc/rtl_host/controller_model.h"

namespace kintsugi {

// Learns from the declared state which words have been written since power-up, by the scrub or
// later; the others hold nothing that could be compared.
class MemorySweep {
 public:
  // Of controllers built with `sizes`.
  explicit MemorySweep(const ControllerSizes& sizes);

  // To be called once a cycle.
  void note_writes(const uint32_t* obs);

  struct Difference {
    regs::Memory memory;
    int word;
    uint64_t expected;
    uint64_t actual;
  };

  // First written word on which both sides differ; false when all agree.
  bool find_difference(const ControllerModel& rtl, const ReferenceModel& reference,
                       Difference* difference);

  // Words compared by all sweeps so far.
  uint64_t words_compared() const { return words_compared_; }

 private:
  void note_host_write(uint32_t address);
  void note_scrub(bool scrubbing);
  void mark(regs::Memory memory, uint64_t word);

  std::array<std::vector<bool>, std::size(regs::kMemories)> written_;
  bool scrubbing_ = false;
  uint64_t words_compared_ = 0;
};

}  // namespace kintsugi
