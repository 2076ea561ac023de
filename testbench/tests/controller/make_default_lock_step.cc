// RTL of the default sizes alone, for programs that are linked with a Verilated class of their own.
#include <gtest/gtest.h>

#include <cstring>

#include "testbench/tests/controller/make_lock_step.h"

namespace kintsugi::controller_test {

// Power-up is all zero: these tests also read memory words that nobody wrote.
std::unique_ptr<SteppedController> make_controller(const ControllerSizes& sizes) {
  const ControllerSizes built;
  if (std::memcmp(&sizes, &built, sizeof built) != 0) ADD_FAILURE() << "no RTL of these sizes";
  return make_lock_stepped(0);
}

}  // namespace kintsugi::controller_test
