#include "testbench/tests/sized_rtl/sized_rtl.h"

#include <cstring>
#include <stdexcept>

namespace kintsugi {

std::unique_ptr<ControllerModel> make_sized_rtl(const ControllerSizes& sizes, uint32_t seed) {
  const SizedRtl built[] = {{ControllerSizes{}, make_verilated_controller},
                            rtl_smallest(),
                            rtl_largest(),
                            rtl_one_lane(),
                            rtl_two_lanes()};
  for (const SizedRtl& rtl : built) {
    if (std::memcmp(&rtl.sizes, &sizes, sizeof sizes) == 0) return rtl.make(seed);
  }
  throw std::out_of_range("no RTL of these sizes is built");
}

}  // namespace kintsugi
