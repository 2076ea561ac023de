#include <gtest/gtest.h>

#include <array>

#include "models/tuning/self_tuning.h"
#include "testbench/sweeps/sweep.h"
#include "testbench/tests/controller/expected_run.h"
#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/monitor_setting.h"
#include "testbench/tests/controller/random_scene.h"

namespace kintsugi {
namespace {

using namespace controller_test;
using namespace regs;

constexpr uint32_t kBackPressureSeeds = 1000;
constexpr int kMostCycles = 40000;  // of the longest test, many times over

// Reads and refused or harmless writes: nothing that changes the result.
void register_traffic(Driver& driver, Dice& dice) {
  switch (dice.between(0, 2)) {
    case 0:
      driver.read(static_cast<uint32_t>(4 * dice.between(0, 0x78)));
      break;
    case 1:
      driver.write(kCountsAddress, dice.word(), dice.between(0, 15));  // locked
      break;
    default:
      driver.write(kIrqMaskAddress, dice.word(), dice.between(0, 15));
      break;
  }
}

bool at_rest(const Driver& driver) {
  return driver.state() == State::Done || driver.state() == State::Error;
}

// Half of the tests are aborted somewhere and begun anew; the accelerator drops what it holds.
void maybe_abort(Driver& driver, Dice& dice) {
  if (!dice.one_in(2)) return;
  start(driver);
  driver.tick(dice.between(0, 600));
  abort(driver);
  for (int i = 0; i < 200 && driver.state() == State::Flush; ++i) driver.tick();
  driver.manner.sig_valid_percent = 100;
  for (int i = 0; i < 1000 && !driver.beats_sent(); ++i) driver.tick();
}

// Ticks until the test is over, behind latencies that change.
void run_under_pressure(Driver& driver, Dice& dice, SweepResult& result) {
  driver.tick(5);
  int cycles = 0;
  for (; !at_rest(driver) && cycles < kMostCycles; ++cycles) {
    driver.tick();
    if (dice.one_in(20)) driver.manner = random_manner(dice, driver, false);
    if (dice.one_in(60) && !at_rest(driver)) register_traffic(driver, dice);
  }
  result.counts["cycles"] += static_cast<uint64_t>(cycles);
  if (!at_rest(driver)) ++result.counts["deadlocks"];
  EXPECT_EQ(driver.state(), State::Done);
}

void one_test(Driver& driver, Dice& dice, SweepResult& result) {
  const SmallProgram program = random_small_program(dice);
  load(driver, program);
  answer_with(driver, program);
  driver.manner = random_manner(dice, driver, false);
  maybe_abort(driver, dice);
  driver.manner = random_manner(dice, driver, false);
  const std::vector<uint32_t> found = active_setting(driver, program);
  start(driver);
  run_under_pressure(driver, dice, result);
  expect_done(driver, program, expect_run(program, found));
}

// A download with or without the loop, alone or behind a test.
void one_adaptation(Driver& driver, Dice& dice, SweepResult& result) {
  LoopSizes sizes;
  sizes.images = dice.between(1, 4);
  sizes.inputs = dice.between(1, 20);
  sizes.outputs = dice.between(2, 6);
  sizes.entries = dice.between(1, 12);
  sizes.loop_first = dice.between(0, sizes.entries - 1);
  sizes.epochs = dice.between(0, 3);
  LoopProgram program = make_loop_program(dice.word(), sizes);
  program.loop = !dice.one_in(4);
  program.automatic = dice.one_in(3);
  if (program.automatic) {
    for (CodebookEntry& entry : program.test.codebook) {
      entry.disposition = Decision::RepairAndAdapt;
    }
  }
  load(driver, program);
  answer_with(driver, program);
  program.automatic ? start(driver) : adapt(driver);
  run_under_pressure(driver, dice, result);
  expect_adapted(driver, program);
  ++result.counts["adaptations"];
}

// Windows of the monitor, each with other sums.
void some_windows(Driver& driver, Dice& dice, SweepResult& result) {
  const MonitorSetting setting;
  prepare(driver, setting);
  enable(driver);
  for (int window = dice.between(1, 3); window > 0; --window) {
    EXPECT_TRUE(run_until_step(driver, MonStep::Wait));
    const std::vector<uint32_t> sums = {dice.word() >> 8, dice.word() >> 9, dice.word() >> 10};
    std::array<uint16_t, kTuned> expected{};
    for (size_t l = 0; l < kTuned; ++l) {
      const tuning::SelfTuningLimits limits{0, 0xFFFF, static_cast<int>(setting.dead_shift)};
      expected[l] = tuning::next_gain(static_cast<uint16_t>(driver.cfg.active[l]), sums[l],
                                      sums[l + 1], setting.ratios[l], limits);
    }
    const uint64_t seen = driver.obs(ObsId::mon_windows);
    complete_window(driver, sums);
    for (int i = 0; i < kMostCycles && driver.obs(ObsId::mon_windows) == seen; ++i) {
      driver.tick();
      if (dice.one_in(20)) driver.manner = random_manner(dice, driver, false);
    }
    if (driver.obs(ObsId::mon_windows) == seen) ++result.counts["deadlocks"];
    EXPECT_TRUE(run_until_step(driver, MonStep::Wait));
    for (size_t l = 0; l < kTuned; ++l) {
      EXPECT_EQ(driver.cfg.active[l] & 0xFFFF, expected[l]) << "layer " << l;
    }
    ++result.counts["windows"];
  }
}

void one_seed(uint32_t seed, SweepResult& result) {
  Dice dice(seed);
  Driver driver;
  one_test(driver, dice, result);
  if (dice.one_in(3)) one_adaptation(driver, dice, result);
  if (dice.one_in(6)) some_windows(driver, dice, result);
}

}  // namespace

SweepResult sweep_back_pressure(const SweepOptions& options) {
  SweepResult result;
  result.counts["deadlocks"] = 0;
  result.counts["seeds"] = options.seeds == 0 ? kBackPressureSeeds : options.seeds;
  for (uint32_t i = 0; i < result.counts["seeds"]; ++i) {
    const uint32_t seed = options.first_seed + i;
    try_point(result, "seed " + std::to_string(seed), [&] { one_seed(seed, result); });
  }
  return result;
}

}  // namespace kintsugi
