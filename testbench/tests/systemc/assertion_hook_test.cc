// A failed assertion of Verilated code is kept for the report instead of ending the process.
#include "systemc/rtl_host/assertion_hook.h"

#include <gtest/gtest.h>
#include <verilated.h>

#include "systemc/rtl_host/controller_model.h"
#include "testbench/tests/systemc/in_child.h"

namespace kintsugi {
namespace {

TEST(AssertionHook, FirstFailureIsKeptAndTheProcessGoesOn) {
  EXPECT_EQ(in_child([] {
              const auto rtl = make_verilated_controller(1);
              ControllerOutputs out;
              rtl->step({}, out);
              if (rtl->assertion_failed()) return std::string("failed from the start");
              vl_stop("some.sv", 12, "");
              vl_stop("other.sv", 34, "");
              return rtl->assertion_failed() ? rtl->failed_assertion() : "not seen";
            }),
            "some.sv:12");
}

}  // namespace
}  // namespace kintsugi
