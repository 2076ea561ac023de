// The RTL at other sizes than the default ones.
#pragma once

#include <cstdint>
#include <memory>

#include "models/controller/sizes.h"
#include "systemc/rtl_host/controller_model.h"

namespace kintsugi {

// The RTL Verilated with these sizes, the default ones among them; `seed` as of
// make_verilated_controller(). std::out_of_range if it was built with no such sizes.
std::unique_ptr<ControllerModel> make_sized_rtl(const ControllerSizes& sizes, uint32_t seed);

// What CMakeLists.txt builds, one a file.
struct SizedRtl {
  ControllerSizes sizes;
  std::unique_ptr<ControllerModel> (*make)(uint32_t seed);
};
SizedRtl rtl_smallest();
SizedRtl rtl_largest();
SizedRtl rtl_one_lane();
SizedRtl rtl_two_lanes();

}  // namespace kintsugi
