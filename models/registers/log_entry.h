// An entry of the event log as its memory holds it (docs/controller.md, section 4).
#pragma once

#include <cstdint>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {

struct LogEntry {
  uint32_t cycle = 0;
  regs::State from = regs::State::Idle;
  regs::State to = regs::State::Idle;
  regs::Error error = regs::Error::None;
  int image = 0;
  int pass = 0;
};

inline LogEntry log_entry(uint64_t word) {
  const auto bits = [word](int lsb, int width) {
    return static_cast<int>(word >> lsb & ((uint64_t{1} << width) - 1));
  };
  return {static_cast<uint32_t>(word),
          static_cast<regs::State>(bits(32, 5)),
          static_cast<regs::State>(bits(37, 5)),
          static_cast<regs::Error>(bits(42, 8)),
          bits(50, 8),
          bits(58, 2)};
}

}  // namespace kintsugi
