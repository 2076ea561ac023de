// The scatter of a layer's channels as a statistic (sections 3, 4, 7.3 and 7.4).
#include <gtest/gtest.h>

#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// Features of a pass as the registers hold them.
std::vector<int16_t> features_read(Driver& driver, uint32_t address, int count) {
  std::vector<int16_t> result;
  for (int d = 0; d < count; ++d) {
    const uint32_t word = driver.read(address + 4 * static_cast<uint32_t>(d / 2)).data;
    result.push_back(static_cast<int16_t>(static_cast<uint16_t>(word >> (16 * (d % 2)))));
  }
  return result;
}

// Linear codes without shift: layer 0 has channels 30, 50 and 5, layer 1 has the one channel 40.
// Feature l is the code of the scatter of layer l.
SmallProgram plain() {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.channels = {3, 1};
  sizes.beats = {1, 1};
  sizes.features = 2;
  sizes.clusters = 1;
  SmallProgram program = make_program(1, sizes);
  program.values.assign(1, {{30, 50, 5, 40}});
  program.log2_enabled = false;
  program.linear_shift = 0;
  program.project_shift = 0;
  program.scatter = true;
  program.nominal = {0, 0, 0, 0};
  program.weights.assign(static_cast<size_t>(program.statistics()), {0, 0});
  program.weights.push_back({1, 0});
  program.weights.push_back({0, 1});
  program.means = {0, 0};
  return program;
}

std::vector<int16_t> features_found(const SmallProgram& program) {
  Driver driver;
  run_program(driver, program);
  EXPECT_EQ(driver.state(), State::Done);
  return features_read(driver, kFeatures0Address, program.features);
}

using Features = std::vector<int16_t>;

TEST(Scatter, SumsDistancesOfChannelsFromTheirLayerAndTheirNominal) {
  SmallProgram program = plain();
  EXPECT_EQ(features_found(program), (Features{55 + 35 + 80, 0}));
  program.nominal = {-55, -35, -80, 0};
  EXPECT_EQ(features_found(program), (Features{0, 0}));
  program.nominal = {-50, -40, -80, 0};
  EXPECT_EQ(features_found(program), (Features{5 + 5, 0})) << "distances do not cancel";
}

TEST(Scatter, LayerWithOneChannelScattersByItsNominal) {
  SmallProgram program = plain();
  program.nominal[3] = 7;
  EXPECT_EQ(features_found(program), (Features{170, 7}));
  program.nominal[3] = -9;
  EXPECT_EQ(features_found(program), (Features{170, 9}));
}

TEST(Scatter, IsTakenOfLog2CodesAsWell) {
  SmallProgram program = plain();
  program.log2_enabled = true;
  program.values.assign(1, {{32, 16, 16, 4}});
  program.nominal = {-256, -256, -512, 100};
  EXPECT_EQ(features_found(program), (Features{256, 100}));
}

TEST(Scatter, IsTakenOfLinearCodesBehindTheirShift) {
  SmallProgram program = plain();
  program.linear_shift = 3;
  EXPECT_EQ(features_found(program), (Features{7 + 4 + 10, 0})) << "codes 3, 6, 0 and 10";
}

TEST(Scatter, CodeIsShiftedAndLimitedTo13Bits) {
  SmallProgram program = plain();
  program.scatter_shift = 3;
  EXPECT_EQ(features_found(program), (Features{170 / 8, 0})) << "cut, not rounded";
  program.scatter_shift = 31;
  EXPECT_EQ(features_found(program), (Features{0, 0}));
  program.scatter_shift = 0;
  program.nominal[3] = 8191;
  EXPECT_EQ(features_found(program), (Features{170, 8191}));
  program.nominal[3] = 8192;
  EXPECT_EQ(features_found(program), (Features{170, 8191}));
  program.nominal[3] = INT16_MIN;
  EXPECT_EQ(features_found(program), (Features{170, 8191}));
}

TEST(Scatter, KeepsEveryBitOfTheLargestSum) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.channels = {247, 1};
  sizes.beats = {1, 1};
  sizes.features = 2;
  sizes.clusters = 1;
  SmallProgram program = make_program(1, sizes);
  program.log2_enabled = false;
  program.linear_shift = 0;
  program.project_shift = 0;
  program.scatter = true;
  program.nominal.assign(248, INT16_MAX);
  program.weights.assign(static_cast<size_t>(program.statistics()), {0, 0});
  program.weights.push_back({1, 0});
  program.weights.push_back({0, 1});
  program.means = {0, 0};
  for (int32_t& value : program.values[0][0]) value = 0;
  program.values[0][0][0] = 8191;  // the layer's code is the largest, those of 246 channels 0
  program.scatter_shift = 11;
  const int scatter = 246 * (8191 + 32767) + 32767;
  EXPECT_EQ(features_found(program)[0], scatter >> 11);
  EXPECT_EQ(features_found(program), features_of(program, 0));
}

TEST(Scatter, ShiftWithoutTheModeDoesNothing) {
  SmallProgram program = make_program(6);
  program.scatter_shift = 9;
  Driver driver;
  run_program(driver, program);
  expect_done(driver, program, expect_run(program, {0}));
}

class ScatterProgram : public testing::TestWithParam<uint32_t> {
 protected:
  uint32_t pick(uint32_t least, uint32_t most) {
    random_ = random_ * 1664525U + 1013904223U;
    return least + (random_ >> 16) % (most - least + 1);
  }
  int size(uint32_t most) { return static_cast<int>(pick(1, most)); }

  SmallProgram program() {
    ProgramSizes sizes;
    sizes.channels.clear();
    sizes.beats.clear();
    for (uint32_t layers = pick(2, 6); layers > 0; --layers) {
      sizes.channels.push_back(pick(0, 2) == 0 ? 1 : size(6));
      sizes.beats.push_back(size(3));
    }
    sizes.images = size(3);
    sizes.features = size(16);
    sizes.clusters = size(6);
    SmallProgram program = with_scatter(make_program(GetParam(), sizes), GetParam());
    if (pick(0, 1) == 0) program = with_maps(program, GetParam());
    if (pick(0, 1) == 0) program = with_predictors(program, GetParam());
    return program;
  }

  uint32_t random_ = GetParam();
};

TEST_P(ScatterProgram, ResultsEqualDirectComputation) {
  const SmallProgram program = this->program();
  Driver driver;
  driver.manner.sig_valid_percent = GetParam() % 4 == 0 ? 30 : 100;
  run_program(driver, program);
  const std::vector<uint32_t> found(static_cast<size_t>(program.tuned_layers()), 0);
  expect_done(driver, program, expect_run(program, found));
  EXPECT_EQ(features_read(driver, kFeatures0Address, program.features), features_of(program, 0));
  EXPECT_EQ(features_read(driver, kFeatures1Address, program.features), features_of(program, 1));
  EXPECT_EQ(driver.obs(ObsId::dist0), expect(program, 0).distance);
  EXPECT_EQ(driver.obs(ObsId::dist1), expect(program, 1).distance);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ScatterProgram, testing::Range(1U, 61U));

// Reads of the cycles of a state's first visit, -1 for none; a monitor shows one cycle later.
struct Reads {
  std::vector<int> proj;
  std::vector<int> stat;
};

Reads reads_in(State state, const SmallProgram& program) {
  Reads reads;
  Driver driver;
  State before = State::Idle;
  driver.on_cycle = [&] {
    if (before == state && driver.obs(ObsId::pass) == 0) {
      const auto seen = [&](ObsId enable, ObsId address) {
        return driver.obs(enable) != 0 ? static_cast<int>(driver.obs(address)) : -1;
      };
      reads.proj.push_back(seen(ObsId::proj_re, ObsId::proj_raddr));
      reads.stat.push_back(seen(ObsId::stat_re, ObsId::stat_raddr));
    }
    before = driver.state();
  };
  run_program(driver, program);
  return reads;
}

class ScatterTiming : public testing::TestWithParam<int> {};

TEST_P(ScatterTiming, ProjectReadsWholeRowsAndAStatisticAtTheBeginningOfEach) {
  ProgramSizes sizes;
  sizes.features = GetParam();
  sizes.channels = {2, 1, 3};
  sizes.beats = {1, 2, 1};
  const SmallProgram program = with_scatter(make_program(9, sizes), 9);
  const int row = (GetParam() + 3) / 4 + 1;
  std::vector<int> proj;
  std::vector<int> stat;
  for (int j = 0; j < 15 + 3; ++j) {
    for (int g = 0; g < row; ++g) {
      proj.push_back(j * row + g);
      stat.push_back(g == 0 && j < 15 ? j : -1);
    }
  }
  proj.insert(proj.end(), 3, -1);
  stat.insert(stat.end(), 3, -1);
  const Reads reads = reads_in(State::Project, program);
  EXPECT_EQ(reads.proj, proj);
  EXPECT_EQ(reads.stat, stat);
}

TEST_P(ScatterTiming, FinaliseReadsTheMeansBehindTheRowsOfScatter) {
  ProgramSizes sizes;
  sizes.features = GetParam();
  const SmallProgram program = with_scatter(make_program(9, sizes), 9);
  std::vector<int> proj;
  for (int d = 0; d < GetParam(); ++d) proj.push_back((11 + 2) * ((GetParam() + 3) / 4 + 1) + d);
  proj.push_back(-1);
  EXPECT_EQ(reads_in(State::Finalise, program).proj, proj);
}

INSTANTIATE_TEST_SUITE_P(Features, ScatterTiming, testing::Values(1, 4, 5, 16));

TEST(Scatter, EarlierRunWithoutItLeavesNoTrace) {
  const SmallProgram without = make_program(6);
  const SmallProgram with = with_scatter(without, 6);
  Driver driver;
  for (const SmallProgram& program : {with, without, with}) {
    run_program(driver, program);
    EXPECT_EQ(driver.state(), State::Done);
    EXPECT_EQ(features_read(driver, kFeatures0Address, 4), features_of(program, 0));
    EXPECT_EQ(features_read(driver, kFeatures1Address, 4), features_of(program, 1));
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
