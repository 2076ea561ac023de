// The value change dump as GTKWave reads it: vcd2fst takes it in, fst2vcd gives it back.
#include "testbench/tests/waves/vcd.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "testbench/tests/cost/saif.h"
#include "testbench/tests/cost/toggles.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

class VcdTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    toggles_ = new Toggles;
    const TemporaryFolder folder;
    const auto vcd = folder.path() / "activity.vcd";
    const auto fst = folder.path() / "activity.fst";
    std::ofstream(vcd) << toggles_->vcd.text();
    const std::string command =
        std::string(VCD2FST) + " '" + vcd.string() + "' '" + fst.string() + "' > /dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
    read_ = new Vcd(fst);
  }
  static void TearDownTestSuite() {
    delete read_;
    delete toggles_;
  }

  static std::string layer_scope(size_t layer) {
    return "chip.layer" + std::to_string(layer) + "_layer" + std::to_string(layer) + ".";
  }

  static Toggles* toggles_;
  static Vcd* read_;
};
Toggles* VcdTest::toggles_ = nullptr;
Vcd* VcdTest::read_ = nullptr;

TEST_F(VcdTest, TimeRunsFromZeroToTheEndOfTheImage) {
  EXPECT_EQ(read_->timescale().substr(0, 1), "1");
  EXPECT_NE(read_->timescale().find("ps"), std::string::npos);
  EXPECT_EQ(read_->first_time(), 0U);
  EXPECT_EQ(read_->last_time(),
            static_cast<uint64_t>(toggles_->description.image_cycles() * kPeriodPs));
}

TEST_F(VcdTest, CountersEndAtTheCountsOfTheLayer) {
  for (size_t l = 0; l < toggles_->chip.layers.size(); ++l) {
    const cost::LayerActivity& activity = toggles_->activity[l];
    const uint64_t end = read_->last_time();
    EXPECT_EQ(read_->bits(layer_scope(l) + "conversions", end),
              static_cast<uint64_t>(activity.conversions));
    EXPECT_EQ(read_->bits(layer_scope(l) + "cell_reads", end),
              static_cast<uint64_t>(activity.cell_reads));
  }
}

// Ones in a change's value.
int64_t ones(const VcdChange& change) {
  return std::count(change.value.begin(), change.value.end(), '1');
}

TEST_F(VcdTest, WordLinesRiseAsOftenAsTheyAreDrivenAndReturnToZero) {
  for (size_t l = 0; l < toggles_->chip.layers.size(); ++l) {
    int64_t driven = 0;
    for (const TilePlacement& tile : toggles_->chip.layers[l].tiles) {
      const auto& changes =
          read_->changes(layer_scope(l) + "tile" + std::to_string(tile.index) + ".word_line");
      ASSERT_FALSE(changes.empty());
      for (const VcdChange& change : changes) driven += ones(change);
      EXPECT_EQ(ones(changes.back()), 0);
    }
    EXPECT_EQ(driven, toggles_->activity[l].active_row_steps);
  }
}

TEST_F(VcdTest, StrobesToggleAsTheSaifSays) {
  const Saif saif = read_saif(toggles_->saif.text());
  for (size_t l = 0; l < toggles_->chip.layers.size(); ++l) {
    for (const char* strobe : {"dac", "integrate", "convert", "shift_add"}) {
      std::string path = layer_scope(l) + strobe;
      const size_t changes = read_->changes(path).size();
      std::replace(path.begin(), path.end(), '.', '/');
      EXPECT_EQ(changes, static_cast<size_t>(saif.nets.at(path).toggles) + 1) << path;
    }
  }
}

}  // namespace
}  // namespace kintsugi
