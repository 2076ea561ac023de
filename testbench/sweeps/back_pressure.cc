#include <gtest/gtest.h>

#include "testbench/sweeps/sweep.h"
#include "testbench/tests/controller/expected_run.h"
#include "testbench/tests/controller/random_scene.h"

namespace kintsugi {
namespace {

using namespace controller_test;
using namespace regs;

constexpr uint32_t kSeeds = 1000;
constexpr int kMostCycles = 40000;  // of the longest test, many times over

// Reads and refused or harmless writes: nothing that changes the result.
void register_traffic(Driver& driver, Dice& dice) {
  switch (dice.between(0, 2)) {
    case 0:
      driver.read(static_cast<uint32_t>(4 * dice.between(0, 0x58)));
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

void one_seed(uint32_t seed, SweepResult& result) {
  Dice dice(seed);
  const SmallProgram program = random_small_program(dice);
  Driver driver;
  load(driver, program);
  answer_with(driver, program);
  driver.manner = random_manner(dice, driver, false);
  maybe_abort(driver, dice);
  driver.manner = random_manner(dice, driver, false);
  const std::vector<uint32_t> found = active_setting(driver, program);
  start(driver);
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
  expect_done(driver, program, expect_run(program, found));
}

}  // namespace

SweepResult sweep_back_pressure(const SweepOptions& options) {
  SweepResult result;
  result.counts["deadlocks"] = 0;
  result.counts["seeds"] = options.seeds == 0 ? kSeeds : options.seeds;
  for (uint32_t i = 0; i < result.counts["seeds"]; ++i) {
    const uint32_t seed = options.first_seed + i;
    try_point(result, "seed " + std::to_string(seed), [&] { one_seed(seed, result); });
  }
  return result;
}

}  // namespace kintsugi
