// A rule of the check a program is held against (docs/controller.md), and how to break it.
#pragma once

#include <cstdint>
#include <functional>

#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {

struct BrokenRule {
  const char* what;
  uint32_t rule;  // 0: none is broken
  std::function<void(Driver&)> spoil;
};

// Gives one field of a register its value; the others keep theirs.
inline void put(Driver& driver, uint32_t address, regs::Field field, uint32_t value) {
  const uint32_t word = driver.read(address).data;
  driver.write(address, (word & ~field.put(~0U)) | field.put(value));
}

}  // namespace kintsugi::controller_test
