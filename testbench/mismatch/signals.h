// Everything the lock-step compares in a cycle, and the inputs, by name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/checkers/divergence.h"

namespace kintsugi {

// A field of the declared state ("obs.state") or an output pin ("irq_o").
struct Signal {
  std::string name;
  int width = 1;
  int field = -1;  // regs::ObsId, or -1 for a pin
  const OutputPin* pin = nullptr;

  uint64_t get(const Side& side) const;
  // "PLAY" for an enumerated value, "0x2a" for a bus, "1" for a single bit.
  std::string text(uint64_t value) const;
  bool enumerated() const;
};

// In the order in which the lock-step looks at them.
const std::vector<Signal>& compared_signals();
// Null when there is none of that name: words of memories are not signals.
const Signal* find_signal(const std::string& name);

struct InputPin {
  const char* name;
  int width;
  uint32_t (*get)(const ControllerInputs&);
};
const std::vector<InputPin>& input_pins();

std::string hex_text(uint64_t value);

// Every cycle on record with both sides, oldest first; before the divergence they are alike. The
// cycles of `divergence.after` come last.
std::vector<DivergedCycle> both_sides(const Divergence& divergence);

}  // namespace kintsugi
