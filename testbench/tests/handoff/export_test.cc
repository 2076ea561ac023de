// A die that was written out and read back is the same die.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "models/accelerator/die.h"
#include "models/core/error.h"
#include "testbench/cli/commands.h"
#include "testbench/handoff/npy.h"
#include "testbench/population/experiment.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {
namespace {

class Export : public ::testing::Test {
 protected:
  static Scenario scenario(std::vector<Override> changes = {}) {
    changes.push_back({"judge.images", "20"});
    return load_scenario(find_scenario("fashion_mlp"), changes);
  }
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::ostringstream out;
    export_command({scenario(), 5, folder_, false}, out);
    said_ = out.str();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                  (std::string("kintsugi_export_") +
                                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
  std::string said_;
};

TEST_F(Export, CellsReadBackMakeTheSameDie) {
  const Experiment written = load_design(scenario());
  const Experiment back = load_design(scenario({{"device.cells", folder_.string()}}));
  const Die die(written.chip, {written.scenario.seed, 5});
  const Die other(back.chip, {written.scenario.seed, 0});  // every die has the measured cells
  for (int l = 0; l < written.chip.layer_count(); ++l) {
    for (size_t t = 0; t < die.tiles(l).size(); ++t) {
      EXPECT_EQ(other.tiles(l)[t].codes, die.tiles(l)[t].codes);
    }
  }
}

TEST_F(Export, WritesMappingConvertersAndRegisters) {
  EXPECT_NE(said_.find("die 5 of seed"), std::string::npos);
  for (const char* name : {"mapping.csv", "converters.csv", "registers.csv", "tile_0.codes.npy"}) {
    EXPECT_GT(std::filesystem::file_size(folder_ / name), 100U) << name;
  }
  const Experiment e = load_design(scenario());
  const NpyMatrix codes = read_npy(folder_ / "tile_0.codes.npy");
  const Die die(e.chip, {e.scenario.seed, 5});
  const Tile& tile = die.tiles(0)[0];
  ASSERT_EQ(codes.values.size(), tile.codes.size());
  EXPECT_EQ(codes.values[7], tile.codes[7]);
}

TEST_F(Export, CellsThatDoNotFitAreRefused) {
  std::filesystem::remove(folder_ / "tile_1.cells.npy");
  try {
    load_design(scenario({{"device.cells", folder_.string()}}));
    FAIL() << "accepted";
  } catch (const UserError& error) {
    EXPECT_NE(std::string(error.what()).find("device.cells: found 0 cells of tile 1"),
              std::string::npos)
        << error.what();
  }
}

TEST_F(Export, ConductancesBeyondTheGridAreRefused) {
  std::ofstream(folder_ / "tile_0.cells.npy", std::ios::binary)
      << npy_text({1, 1}, std::vector<int16_t>{-1});
  EXPECT_THROW(chip_config(scenario({{"device.cells", folder_.string()}})), UserError);
}

}  // namespace
}  // namespace kintsugi
