// Programs that fill the smallest controller, and what is one too many for it.
#pragma once

#include <cstdint>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {

// One image, two layers, one feature, one entry, all the statistics and stimuli that fit.
SmallProgram smallest_program();

// One image, two outputs, eight words to download.
LoopProgram smallest_loop();

// A field of a register whose value breaks a rule of CHECK.
struct Excess {
  uint32_t rule, address;
  regs::Field field;
  uint32_t value;
};
inline constexpr Excess kExcesses[] = {
    {1, regs::kCountsAddress, regs::kCountsImages, 2},
    {2, regs::kCountsAddress, regs::kCountsLayers, 3},
    {3, regs::kCountsAddress, regs::kCountsFeatures, 2},
    {4, regs::kCountsAddress, regs::kCountsClusters, 2},
    {5, regs::kPixelsAddress, regs::kPixelsCount, 129},
    {7, regs::kLayerShapeAddress, regs::kLayerShapeChannels, 9},
    {10, regs::kCbStrideAddress, regs::kCbStrideWords, 16},
    {14, regs::kAdaptCountAddress, regs::kAdaptCountCount, 9},
    {15, regs::kAdaptImagesAddress, regs::kAdaptImagesFirst, 8},
    {16, regs::kLayerShapeAddress + 4, regs::kLayerShapeChannels, 3},
    {17, regs::kLayerShapeAddress, regs::kLayerShapeChannels, 8 * 5 + 1}};

// Loads what fits but for that, and gives the command: START or, where the rule is one of
// adaptations alone, ADAPT.
void begin(Driver& driver, const Excess& excess);

}  // namespace kintsugi::controller_test
