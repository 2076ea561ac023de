// RTL and reference as one controller: a difference is a failure of the test under way.
#pragma once

#include <cstdint>
#include <memory>

#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {

// `power_up` seeds the state of the RTL before reset; 0: all zero.
std::unique_ptr<SteppedController> make_lock_stepped(uint32_t power_up);

}  // namespace kintsugi::controller_test
