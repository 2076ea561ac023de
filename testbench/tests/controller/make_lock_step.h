// RTL and reference as one controller: a difference is a failure of the test under way.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "models/controller/reference.h"
#include "systemc/rtl_host/controller_model.h"
#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {

// This RTL beside a reference of `sizes`. With `difference` a first difference is not a failure but
// what is noted there, in one sentence.
std::unique_ptr<SteppedController> make_lock_stepped(std::unique_ptr<ControllerModel> rtl,
                                                     const ControllerSizes& sizes,
                                                     ReferenceFault fault = ReferenceFault::None,
                                                     std::string* difference = nullptr);

// RTL of the default sizes.
// `power_up` seeds the state of the RTL before reset; 0: all zero.
std::unique_ptr<SteppedController> make_lock_stepped(uint32_t power_up);

}  // namespace kintsugi::controller_test
