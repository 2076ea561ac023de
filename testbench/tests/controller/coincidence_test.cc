// Two things at one edge: which wins.
#include <gtest/gtest.h>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

constexpr int kMostCycles = 5000;

// Cycles from START until `state`.
int cycles_until(Driver& driver, const SmallProgram& program, State state) {
  answer_with(driver, program);
  start(driver);
  int cycles = 0;
  for (; driver.state() != state && cycles < kMostCycles; ++cycles) driver.tick();
  return cycles;
}

bool was_in(const Driver& driver, State state) {
  for (const StateSpan& span : driver.spans) {
    if (span.state == state) return true;
  }
  return false;
}

// Aborts a test that fails with a slave error `delay` cycles behind START; true when the error
// came first.
bool error_came_first(int delay) {
  const SmallProgram program = make_program(11);
  Driver driver;
  driver.manner.slverr_transfer = 1;
  load(driver, program);
  answer_with(driver, program);
  start(driver);
  driver.tick(delay);
  abort(driver);
  EXPECT_TRUE(driver.run_until(State::Idle, 100) || driver.state() == State::Error);
  const uint64_t status = driver.obs(ObsId::irq_status);
  EXPECT_EQ((status & kIrqStatusError.put(1)) != 0, was_in(driver, State::Error));
  EXPECT_EQ((status & kIrqStatusAborted.put(1)) != 0, was_in(driver, State::Flush));
  EXPECT_NE(was_in(driver, State::Error), was_in(driver, State::Flush)) << "only one of them acts";
  return was_in(driver, State::Error);
}

TEST(Coincidence, AbortWinsOverAnErrorOfTheSameEdge) {
  Driver rehearsal;
  rehearsal.manner.slverr_transfer = 1;
  load(rehearsal, make_program(11));
  const int cycles = cycles_until(rehearsal, make_program(11), State::Error);
  ASSERT_LT(cycles, kMostCycles);
  constexpr int kCommand = 4;  // cycles from the call to the ACCESS phase of the command
  EXPECT_FALSE(error_came_first(cycles - kCommand - 1)) << "the last cycle before ERROR";
  EXPECT_TRUE(error_came_first(cycles - kCommand));
}

// DONE as it stands after a write that clears it, `delay` cycles behind START.
bool done_stays_set(int delay) {
  const SmallProgram program = make_program(11);
  Driver driver;
  load(driver, program);
  answer_with(driver, program);
  start(driver);
  driver.tick(delay);
  driver.write(kIrqStatusAddress, kIrqStatusDone.put(1));
  EXPECT_TRUE(driver.run_until(State::Done, 20));
  driver.tick(2);
  return (driver.obs(ObsId::irq_status) & kIrqStatusDone.put(1)) != 0;
}

TEST(Coincidence, CauseWinsOverAClearOfTheSameEdge) {
  Driver rehearsal;
  load(rehearsal, make_program(11));
  const int cycles = cycles_until(rehearsal, make_program(11), State::Done);
  constexpr int kWrite = 4;  // as above
  EXPECT_TRUE(done_stays_set(cycles - kWrite - 1)) << "cleared at the edge that enters DONE";
  EXPECT_FALSE(done_stays_set(cycles - kWrite));
}

}  // namespace
}  // namespace kintsugi::controller_test
