// The high bits and the far corners of the last-layer loop and the monitor: outputs, sums, columns
// and layers beyond those of the other random tests (docs/sign-off.md, what mutation found).
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "models/tuning/self_tuning.h"
#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/monitor_setting.h"
#include "testbench/tests/controller/random_scene.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

constexpr int32_t kLargest = (1 << 23) - 1;  // of a signature value

// Outputs of any magnitude that lie close enough to each other for deltas to decide; all columns
// there can be.
LoopProgram wide_loop(Dice& dice) {
  LoopSizes sizes;
  sizes.images = dice.between(2, 4);
  sizes.inputs = dice.between(1, 60);
  sizes.outputs = dice.between(9, 16);
  sizes.loop_first = dice.between(0, 3);
  sizes.entries = sizes.loop_first + dice.between(1, 110);
  sizes.epochs = dice.between(1, 5);
  LoopProgram program = make_loop_program(dice.word(), sizes);
  program.options.shift = dice.between(0, 15);
  program.options.step = dice.between(1, 255);
  program.options.step_shift = dice.between(0, 6);
  program.options.margin = dice.between(0, 0xFFFFFF) >> dice.between(0, 23);
  for (std::vector<int32_t>& values : program.values) {
    const int32_t base = dice.between(-kLargest, kLargest) >> dice.between(0, 23);
    const int32_t apart = (1 << 19) >> dice.between(0, 19);
    const auto outputs = values.end() - program.outputs();
    for (auto v = outputs; v != values.end(); ++v) {
      *v = std::clamp(base + dice.between(-apart, apart), -kLargest - 1, kLargest);
    }
  }
  return program;
}

class WideLoop : public testing::TestWithParam<uint32_t> {};

TEST_P(WideLoop, OutputsOfEveryMagnitudeInAllColumns) {
  Dice dice(GetParam());
  for (int round = 0; round < 3; ++round) {
    const LoopProgram program = wide_loop(dice);
    Driver driver;
    run_adaptation(driver, program);
    expect_adapted(driver, program);
  }
}

// Sixteen outputs as close to each other as one learning step is large: each bit of a sum decides.
TEST_P(WideLoop, OutputsCloseToEachOther) {
  Dice dice(GetParam());
  LoopSizes sizes;
  sizes.images = 8;
  sizes.inputs = 16;
  sizes.outputs = 16;
  sizes.loop_first = 0;
  sizes.entries = 160;
  sizes.epochs = 5;
  LoopProgram program = make_loop_program(dice.word(), sizes);
  program.options = {dice.between(0, 1), dice.between(1, 20), 2, dice.between(1, 100), 5};
  for (std::vector<int32_t>& values : program.values) {
    for (auto v = values.end() - sizes.outputs; v != values.end(); ++v) *v = dice.between(-30, 30);
  }
  Driver driver;
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

// One column gets all entries, the largest codes and deltas of one sign: sums as large as they
// come.
TEST_P(WideLoop, LargestSumsOfAColumn) {
  Dice dice(GetParam());
  LoopSizes sizes;
  sizes.images = 2;
  sizes.inputs = 16;
  sizes.outputs = dice.between(2, 16);
  sizes.loop_first = 0;
  sizes.entries = 200;
  sizes.epochs = 2;
  LoopProgram program = make_loop_program(dice.word(), sizes);
  const int column = dice.between(0, sizes.outputs - 1);
  for (tuning::SparseEntry& entry : program.entries) {
    entry.row = dice.between(0, sizes.inputs - 1);
    entry.column = column;
  }
  program.options = {dice.between(0, 2), 255, 0, kLargest, 2};
  for (size_t n = 0; n < program.values.size(); ++n) {
    std::vector<int32_t>& values = program.values[n];
    std::fill(values.end() - sizes.outputs - sizes.inputs, values.end() - sizes.outputs, 15);
    program.labels[n] = (column + (GetParam() % 2 == 0 ? 0 : 1)) % sizes.outputs;
  }
  Driver driver;
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

INSTANTIATE_TEST_SUITE_P(Seeds, WideLoop, testing::Range(1U, 17U));

class WideMonitor : public testing::TestWithParam<uint32_t> {};

// All layers there can be, one window behind the other, sums and gains of every magnitude.
TEST_P(WideMonitor, FollowsSevenLayers) {
  constexpr uint32_t kLayers = kMaxLayers;
  Dice dice(GetParam());
  const auto wide = [&dice] { return dice.word() >> dice.between(0, 31); };
  MonitorSetting setting;
  setting.dead_shift = static_cast<uint32_t>(dice.between(0, 15));
  setting.gain_max = dice.one_in(2) ? 0xFFFF : dice.word() & 0xFFFF;
  setting.period = static_cast<uint32_t>(dice.between(1, 300));
  Driver driver;
  prepare(driver, setting);
  driver.write(kCountsAddress, kCountsLayers.put(kLayers));
  std::vector<uint32_t> ratios;
  for (uint32_t l = 0; l + 1 < kLayers; ++l) {
    ratios.push_back(wide() & 0xFFFFFF);
    driver.write(kMonRatioAddress + 4 * l, ratios[l]);
    driver.cfg.active[l] = dice.word();
  }
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  tuning::SelfTuningLimits limits;
  limits.gain_min = static_cast<uint16_t>(setting.gain_min);
  limits.gain_max = static_cast<uint16_t>(setting.gain_max);
  limits.dead_shift = static_cast<int>(setting.dead_shift);
  for (int window = 0; window < 3; ++window) {
    std::vector<uint32_t> sums;
    for (uint32_t l = 0; l < kLayers; ++l) sums.push_back(wide());
    const auto before = driver.cfg.active;
    complete_window(driver, sums);
    use_window(driver);
    for (size_t l = 0; l + 1 < kLayers; ++l) {
      const auto gain = static_cast<uint16_t>(before[l]);
      const uint16_t next = tuning::next_gain(gain, sums[l], sums[l + 1], ratios[l], limits);
      EXPECT_EQ(driver.cfg.shadow[l], (before[l] & 0xFFFF0000U) | next) << window << " " << l;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, WideMonitor, testing::Range(1U, 9U));

}  // namespace
}  // namespace kintsugi::controller_test
