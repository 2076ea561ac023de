// Two things at one edge: which wins.
#include <gtest/gtest.h>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

constexpr int kMostCycles = 5000;

// Cycles from START until `state`.
int cycles_until(Driver& driver, State state) {
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

// How a test is made to fail.
struct Failure {
  const char* name;
  int slverr_transfer;
  bool silent;  // the accelerator does not answer
};

void make_fail(Driver& driver, const Failure& failure) {
  SmallProgram program = make_program(11);
  program.image_timeout = 300;
  driver.manner.slverr_transfer = failure.slverr_transfer;
  load(driver, program);
  if (!failure.silent) answer_with(driver, program);
}

// Aborts such a test `delay` cycles behind START; true when the error came first.
bool error_came_first(const Failure& failure, int delay) {
  Driver driver;
  make_fail(driver, failure);
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

class AbortAndError : public testing::TestWithParam<Failure> {};

TEST_P(AbortAndError, AbortWinsAtTheSameEdge) {
  Driver rehearsal;
  make_fail(rehearsal, GetParam());
  const int cycles = cycles_until(rehearsal, State::Error);
  ASSERT_LT(cycles, kMostCycles);
  constexpr int kCommand = 4;  // cycles from the call to the ACCESS phase of the command
  EXPECT_FALSE(error_came_first(GetParam(), cycles - kCommand - 1)) << "the last cycle before";
  EXPECT_TRUE(error_came_first(GetParam(), cycles - kCommand));
}

INSTANTIATE_TEST_SUITE_P(Errors, AbortAndError,
                         testing::Values(Failure{"SlaveError", 1, false},
                                         Failure{"ImageTimeout", -1, true}),
                         [](const auto& test) { return std::string(test.param.name); });

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
  answer_with(rehearsal, make_program(11));
  const int cycles = cycles_until(rehearsal, State::Done);
  constexpr int kWrite = 4;  // as above
  EXPECT_TRUE(done_stays_set(cycles - kWrite - 1)) << "cleared at the edge that enters DONE";
  EXPECT_FALSE(done_stays_set(cycles - kWrite));
}

}  // namespace
}  // namespace kintsugi::controller_test
