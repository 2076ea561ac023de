// RTL of every size that is built, in lock-step with a reference of the same size.
#include "testbench/tests/controller/make_lock_step.h"
#include "testbench/tests/sized_rtl/sized_rtl.h"

namespace kintsugi::controller_test {

// Power-up is all zero: these tests also read memory words that nobody wrote.
std::unique_ptr<SteppedController> make_controller(const ControllerSizes& sizes) {
  return make_lock_stepped(make_sized_rtl(sizes, 0), sizes);
}

}  // namespace kintsugi::controller_test
