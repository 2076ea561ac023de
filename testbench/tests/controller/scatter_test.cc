// The scatter of a layer's channels as a statistic of its own (sections 3, 4 and 7.3).
#include <gtest/gtest.h>

#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

class ScatterProgram : public testing::TestWithParam<uint32_t> {};

TEST_P(ScatterProgram, FeaturesEqualDirectComputation) {
  ProgramSizes sizes;
  sizes.scatter = true;
  sizes.features = 1 + static_cast<int>(GetParam() % 16);
  sizes.channels = {2, 1, 3, 1};
  sizes.beats = {1, 2, 1, 1};
  const SmallProgram program = make_program(GetParam(), sizes);
  Driver driver;
  run_program(driver, program);
  expect_done(driver, program, expect_run(program, {0, 0, 0}));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScatterProgram, testing::Range(1U, 33U));

TEST(Scatter, ChannelsAtTheirNominalCodesAddNothing) {
  ProgramSizes sizes;
  sizes.scatter = true;
  sizes.features = 1;
  SmallProgram program = make_program(3, sizes);
  program.scatter_shift = 0;
  for (auto& row : program.weights) row = {0};
  program.weights[static_cast<size_t>(program.statistics())] = {1};  // scatter of layer 0 alone
  program.means = {0};
  program.project_shift = 0;
  const int16_t away = features_of(program, 0)[0];
  EXPECT_GT(away, 0);
  // The nominal that brings a channel's part to 0, found by trying.
  for (size_t c = 0; c < 3; ++c) {
    int least = features_of(program, 0)[0];
    int16_t best = program.nominal[c];
    for (int nominal = -4000; nominal <= 4000; ++nominal) {
      program.nominal[c] = static_cast<int16_t>(nominal);
      const int found = features_of(program, 0)[0];
      if (found < least) {
        least = found;
        best = program.nominal[c];
      }
    }
    program.nominal[c] = best;
  }
  Driver driver;
  run_program(driver, program);
  EXPECT_EQ(kFeatures0Even.get(driver.read(kFeatures0Address).data), 0U);
}

TEST(Scatter, ProjectTakesARowMoreForEachLayerAndAWordMoreForEachRow) {
  for (const bool scatter : {false, true}) {
    ProgramSizes sizes;
    sizes.scatter = scatter;
    sizes.features = 6;
    const SmallProgram program = make_program(11, sizes);
    int cycles = 0;
    int statistics_read = 0;
    Driver driver;
    driver.on_cycle = [&] {
      const bool project = driver.state() == State::Project && driver.obs(ObsId::pass) == 0;
      cycles += project ? 1 : 0;
      statistics_read += project && driver.obs(ObsId::stat_re) != 0 ? 1 : 0;
    };
    run_program(driver, program);
    EXPECT_EQ(cycles, program.projected() * program.projection_row() + 3);
    EXPECT_EQ(statistics_read, program.statistics());
  }
}

TEST(Scatter, CheckCountsItsRowsAndWords) {
  ProgramSizes sizes;
  sizes.features = 16;
  sizes.channels = {100, 50};
  sizes.beats = {1, 1};
  sizes.images = 1;
  SmallProgram program = make_program(2, sizes);  // 156 rows of 4 words and 16 means
  for (const int channels : {100, 143, 144}) {
    // 3 * 2 + channels + 50 + 2 rows of 5 words and 16 means, at most 1024 words: 201 rows.
    Driver driver;
    load(driver, program);
    const auto field = kLayerShapeChannels.put(static_cast<uint32_t>(channels)) |
                       kLayerShapeBeats.put(1);
    driver.write(kLayerShapeAddress, field);
    driver.write(kModeAddress, driver.read(kModeAddress).data | kModeScatterEn.put(1));
    driver.write(kCtrlAddress, kCtrlStart.put(1));
    driver.tick(40);
    const bool refused = driver.state() == State::Error;
    EXPECT_EQ(refused, channels > 143) << channels;
    EXPECT_EQ(driver.obs(ObsId::error_detail), refused ? 8U : 0U);
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
