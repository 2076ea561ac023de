#include "testbench/cost/chip_description.h"

#include <gtest/gtest.h>

#include "models/cost/cost_model.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/cost/small_chips.h"

namespace kintsugi {
namespace {

using testing::lenet_shaped;

TEST(ChipDescriptionTest, LenetTakesTheCyclesOfTheTimingPage) {
  const Chip chip = make_chip(lenet_shaped(), ChipConfig{});
  const cost::ChipDescription d = describe_chip(chip, cost::TimingDescription{}, {});
  EXPECT_EQ(d.plane_cycles(), 11);
  EXPECT_EQ(d.image_cycles(), 39028);
  EXPECT_EQ(d.layers[0].macs(), 784 * 25 * 6);
}

TEST(ChipDescriptionTest, WholeArraysAreBuiltAndTheirCornersUsed) {
  const Chip chip = make_chip(lenet_shaped(), ChipConfig{});
  const cost::ChipDescription d = describe_chip(chip, cost::TimingDescription{}, {});
  const cost::TileDescription& tile = d.layers[1].tiles.at(0);  // 150 rows, 16 outputs
  EXPECT_EQ(tile.array_rows, 512);
  EXPECT_EQ(tile.array_columns, 256);
  EXPECT_EQ(tile.array_converted_columns, 128);
  EXPECT_EQ(tile.converters, 16);
  EXPECT_EQ(tile.rows, 150);
  EXPECT_EQ(tile.columns, 32);
  EXPECT_EQ(tile.converted_columns, 16);
}

TEST(ChipDescriptionTest, CutArraysHoldNoMoreThanTheirLayer) {
  ChipConfig config;
  config.crossbar.mapping = Mapping::SingleEnded;
  const Chip chip = make_chip(lenet_shaped(), config);
  DescriptionOptions options;
  options.cut_arrays = true;
  const cost::ChipDescription d = describe_chip(chip, cost::TimingDescription{}, options);
  const cost::TileDescription& tile = d.layers[1].tiles.at(0);
  EXPECT_EQ(tile.array_rows, 150);
  EXPECT_EQ(tile.array_columns, 17) << "16 outputs and the reference column";
  EXPECT_EQ(tile.array_converted_columns, 16);
  EXPECT_EQ(tile.converters, 2);
}

TEST(ChipDescriptionTest, SparseSharesAreRoundedUpLayerByLayer) {
  const Chip chip = make_chip(lenet_shaped(), ChipConfig{});
  DescriptionOptions options;
  options.sparse_present = true;
  options.sparse_share = 0.03;
  const cost::ChipDescription d = describe_chip(chip, cost::TimingDescription{}, options);
  EXPECT_EQ(d.layers[0].sparse_weights, 5);     // of 150
  EXPECT_EQ(d.layers[2].sparse_weights, 1440);  // of 48 000
  EXPECT_EQ(d.sparse.index_bits, 16);           // 48 000 positions
}

TEST(ChipDescriptionTest, AnArrayOfTheChipCountsItsEntriesAndStoresNoIndices) {
  ChipConfig config;
  config.adaptation.entries = {6, 45, 100, 0, 1};
  const Chip chip = make_chip(lenet_shaped(), config);
  const cost::ChipDescription d = describe_chip(chip, cost::TimingDescription{}, {});
  EXPECT_TRUE(d.sparse.present);
  EXPECT_EQ(d.sparse.index_bits, 0);
  EXPECT_NEAR(d.sparse.share, 152.0 / 61470.0, 1e-9);
  EXPECT_EQ(d.layers[1].sparse_weights, 45);
  EXPECT_EQ(d.layers[1].sparse_units, 2) << "44 cycles a position";
  EXPECT_EQ(d.layers[2].sparse_units, 3);
  DescriptionOptions asked;
  asked.sparse_present = true;
  EXPECT_EQ(describe_chip(chip, cost::TimingDescription{}, asked).layers[1].sparse_weights, 72);
}

TEST(ChipDescriptionTest, DigitalUnitsKeepUpWithTheArrays) {
  const Chip chip = make_chip(lenet_shaped(), ChipConfig{});
  const cost::ChipDescription d = describe_chip(chip, cost::TimingDescription{}, {});
  EXPECT_EQ(d.layers[0].digital_units, 1);  // 6 values in 44 cycles
  EXPECT_EQ(d.layers[2].digital_units, 3);  // 120
}

TEST(ChipDescriptionTest, ControllerMemoriesAreThoseOfTheRegisterMap) {
  // 124 kbit and a parity bit a word.
  EXPECT_EQ(test_memory_bits(), (1024 + 256 + 1024 + 1024 + 256 + 256) * 33 + 64 * 65);
}

// A test of a shipped network's chip, with a retest.
cost::TestDescription shipped_test(const std::string& network, const std::string& program_name) {
  const auto zoo = project_root() / "models/zoo";
  const tuning::TestProgram program = tuning::load_program(zoo / (program_name + ".program.json"));
  const Chip chip = make_chip(load_onnx(zoo / (network + ".onnx")), ChipConfig{});
  return describe_test(program, describe_chip(chip, cost::TimingDescription{}, {}), true, 2);
}

// The numbers are CYC_TOTAL of the RTL on dies of scenarios/fashion_lenet.toml and fashion_mlp.toml
// that were repaired at the first try (cycles_total of dies.csv, die 0).
TEST(ChipDescriptionTest, ATestTakesTheCyclesTheRtlTakes) {
  EXPECT_EQ(shipped_test("fashion_lenet", "fashion_lenet_a").controller_cycles, 834149);
  EXPECT_EQ(shipped_test("fashion_mlp", "fashion_mlp_a").controller_cycles, 24121);
}

TEST(ChipDescriptionTest, ATestPlaysItsImagesTwiceAndWritesEveryLayer) {
  const cost::TestDescription test = shipped_test("fashion_lenet", "fashion_lenet_a");
  EXPECT_EQ(test.images, 20);
  EXPECT_EQ(test.register_writes, 5) << "four layers and the commit";
}

}  // namespace
}  // namespace kintsugi
