// Whatever cells hold the weights and however inputs are driven, a nominal die computes the
// network.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "models/accelerator/die.h"
#include "testbench/tests/models/example_networks.h"

namespace kintsugi {
namespace {

struct MappingCase {
  const char* name;
  CrossbarConfig crossbar;
  int levels;
  InputCoding input;
};

// Weights of 8 levels: -7 .. 7.
std::vector<MappingCase> mapping_cases() {
  const auto one = Mapping::SingleEnded;
  return {
      {"differential", {40, 64, Mapping::Differential, Reference::Cells, 1}, 8, {1, false}},
      {"two slices", {40, 64, Mapping::Differential, Reference::Cells, 2}, 3, {1, false}},
      {"three slices, digits", {40, 64, Mapping::Differential, Reference::Cells, 3}, 2, {2, false}},
      {"reference cells", {40, 64, one, Reference::Cells, 2}, 4, {1, false}},
      {"one cell of 15 levels", {40, 64, one, Reference::Cells, 1}, 15, {1, false}},
      {"digital reference", {40, 64, one, Reference::Digital, 2}, 4, {1, false}},
      {"offset binary", {40, 64, Mapping::OffsetBinary, Reference::Cells, 4}, 2, {1, false}},
      {"offset binary, one cell",
       {40, 64, Mapping::OffsetBinary, Reference::Cells, 1},
       16,
       {4, false}},
      {"bipolar bits", {40, 64, Mapping::Differential, Reference::Cells, 1}, 8, {1, true}},
      {"bipolar digits, slices",
       {40, 64, Mapping::Differential, Reference::Cells, 3},
       2,
       {3, true}},
      {"bipolar, reference cells", {40, 64, one, Reference::Cells, 2}, 4, {2, true}},
      {"bipolar, digital reference", {40, 64, one, Reference::Digital, 2}, 4, {1, true}},
      {"bipolar, offset binary",
       {40, 64, Mapping::OffsetBinary, Reference::Cells, 2},
       4,
       {4, true}},
  };
}

// Real values before the last requantisation, [outputs].
std::vector<double> exact_values(const Layer& layer, const uint8_t* in) {
  std::vector<double> values;
  for (size_t o = 0; o < layer.bias.size(); ++o) {
    double sum = 0.0;
    for (size_t r = 0; r < static_cast<size_t>(layer.rows()); ++r) {
      sum += layer.weights[o * static_cast<size_t>(layer.rows()) + r] * in[r];
    }
    values.push_back(sum * static_cast<double>(layer.weight_scale) *
                         static_cast<double>(layer.input_scale) +
                     static_cast<double>(layer.bias[o]));
  }
  return values;
}

TEST(MappingTest, EveryMappingAndInputCodingComputesTheNetwork) {
  const Network network =
      testing::random_network({1, 8, 12}, {{LayerKind::Dense, 9}, {LayerKind::Dense, 4}}, 4, 8);
  const std::vector<uint8_t> images = testing::random_images(network, 3);
  for (const MappingCase& c : mapping_cases()) {
    ChipConfig config;
    config.device.levels = c.levels;
    config.crossbar = c.crossbar;
    config.dac.bits = c.input.plane_bits;
    config.dac.bipolar = c.input.bipolar;
    config.adc.bits = 16;
    config.adc.full_scale = {5000000, 5000000};  // 40 rows of 15 Gmax
    const Chip chip = make_chip(network, config);
    const Die die = Die::nominal(chip);
    const Layer& layer = network.layers[0];
    int different = 0;
    for (int i = 0; i < 3; ++i) {
      const uint8_t* image = images.data() + i * network.input.size();
      const std::vector<int32_t> codes = run_image(die, identity_tuning(chip), image)[0].values;
      const std::vector<double> exact = exact_values(layer, image);
      for (size_t o = 0; o < exact.size(); ++o) {
        const double code = exact[o] / static_cast<double>(layer.output_scale);
        EXPECT_NEAR(codes[o], std::min(15.0, std::max(0.0, code)), 0.53)
            << c.name << ", output " << o;
        different += codes[o] != 0 && codes[o] != 15 ? 1 : 0;
      }
    }
    EXPECT_GT(different, 5) << c.name;
  }
}

TEST(MappingTest, ABipolarDriveHasNoZeroLevel) {
  const InputCoding input{2, true};
  EXPECT_EQ(input.square(0), 9);  // -3, -1, 1, 3
  EXPECT_EQ(input.square(1), 1);
  EXPECT_EQ(input.square(3), 9);
}

TEST(MappingTest, SlicesAreDigitsLeastSignificantFirst) {
  const WeightCoding coding{Mapping::OffsetBinary, Reference::Cells, 4, 3, 32};
  EXPECT_EQ(coding.reference_state(), 32);
  EXPECT_EQ(coding.state(-31), 1);
  const int state = coding.state(5);  // 37 = 2 * 16 + 1 * 4 + 1
  EXPECT_EQ(coding.digit(state, 0), 1);
  EXPECT_EQ(coding.digit(state, 1), 1);
  EXPECT_EQ(coding.digit(state, 2), 2);
  EXPECT_EQ(coding.physical_columns(10), 30);
  EXPECT_EQ(coding.outputs_of(31), 10);
}

}  // namespace
}  // namespace kintsugi
