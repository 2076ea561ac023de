// Chips with every kind of layer, split over small tiles, and images for them.
#pragma once

#include "models/accelerator/die.h"
#include "testbench/cost/chip_description.h"
#include "testbench/tests/models/example_networks.h"

namespace kintsugi::testing {

// Padded, strided and pooled convolutions and dense layers on tiles of 20 rows and 9 bit lines.
inline Chip odd_chip(Mapping mapping) {
  ChipConfig config;
  config.crossbar = {20, 9, mapping};
  config.adc.columns_per_adc = 3;
  return make_chip(odd_shaped(), config);
}

inline cost::TimingDescription odd_timing() { return {250.0, 1, 2, 3, 1}; }  // 4 ns

}  // namespace kintsugi::testing
