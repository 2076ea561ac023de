// Abort and reset at any moment: the controller comes back to IDLE, the accelerator holds a
// complete setting, and a new test gives the right result.
#include <gtest/gtest.h>

#include <set>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

SmallProgram short_program() {
  ProgramSizes sizes;
  sizes.images = 2;
  sizes.pixels = 9;
  sizes.channels = {2, 1, 1};
  sizes.beats = {2, 2, 1};
  sizes.features = 3;
  sizes.clusters = 2;
  return make_program(30, sizes);
}

void start_anew(Driver& driver, const SmallProgram& program) {
  answer_with(driver, program);
  start(driver);
}

void expect_good_run(Driver& driver, const SmallProgram& program) {
  start_anew(driver, program);
  driver.on_cycle = [&driver] {
    const bool early = driver.state() == State::Collect && driver.spans.back().cycles <= 2;
    EXPECT_FALSE(early && driver.obs(ObsId::stat_we) != 0) << "left from an aborted test";
  };
  ASSERT_TRUE(driver.run_until(State::Done, 5000));
  driver.on_cycle = nullptr;
  const Expectation expectation = expect(program, 0);
  EXPECT_EQ(driver.obs(ObsId::best0), static_cast<uint64_t>(expectation.best));
  EXPECT_EQ(driver.obs(ObsId::dist0), expectation.distance);
  EXPECT_EQ(driver.obs(ObsId::dist1), expect(program, 1).distance);
  EXPECT_EQ(driver.cfg.active[1], expectation.tune_words[1]);
}

// Cycles from START to DONE when nothing disturbs.
int undisturbed_cycles(const SmallProgram& program, int wait_states) {
  Driver driver;
  driver.manner.cfg_wait_states = wait_states;
  load(driver, program);
  start_anew(driver, program);
  int cycles = 0;
  for (; driver.state() != State::Done && cycles < 5000; ++cycles) driver.tick();
  return cycles;
}

// Aborts at every cycle of a test; `states` collects where the abort hit.
void abort_everywhere(int wait_states, std::set<State>& states) {
  const SmallProgram program = short_program();
  const int cycles = undisturbed_cycles(program, wait_states);
  Driver driver;
  driver.manner.cfg_wait_states = wait_states;
  load(driver, program);
  for (int delay = 0; delay < cycles; ++delay) {
    const CfgSlave before = driver.cfg;
    const int flushes = driver.flush_cycles;
    start_anew(driver, program);
    driver.tick(delay);
    State hit = State::Idle;
    driver.on_cycle = [&] {
      if (driver.state() != State::Flush) return;
      if (hit == State::Idle) hit = driver.spans[driver.spans.size() - 2].state;
    };
    abort(driver);
    driver.on_cycle = nullptr;
    if (hit == State::Idle) {
      ASSERT_EQ(driver.state(), State::Done) << "delay " << delay;
      continue;
    }
    states.insert(hit);
    ASSERT_TRUE(driver.run_until(State::Idle, 100)) << "delay " << delay;
    driver.tick(3);
    EXPECT_EQ(driver.flush_cycles - flushes, 1) << "one strobe; delay " << delay;
    EXPECT_NE(driver.obs(ObsId::irq_status) & kIrqStatusAborted.put(1), 0U);
    EXPECT_EQ(driver.obs(ObsId::writer_step), 0U);
    EXPECT_EQ(driver.obs(ObsId::image_cycles), 0U);
    EXPECT_EQ(driver.outputs().cfg_psel, 0);
    const bool complete = driver.cfg.active == before.active ||
                          driver.cfg.active[1] == expect(program, 0).tune_words[1];
    EXPECT_TRUE(complete) << "half a repair became active; delay " << delay;
    driver.write(kIrqStatusAddress, 0xF);
    if (hit == State::Collect) expect_good_run(driver, program);
  }
  expect_good_run(driver, program);
}

TEST(Abort, LeavesEveryStateForIdle) {
  std::set<State> states;
  abort_everywhere(0, states);
  abort_everywhere(4, states);
  for (int s = static_cast<int>(State::Check); s <= static_cast<int>(State::Commit); ++s) {
    EXPECT_EQ(states.count(static_cast<State>(s)), 1U) << name(static_cast<State>(s));
  }
}

TEST(Abort, LetsAHungTransferEndByItsTimeoutWithoutError) {
  SmallProgram program = short_program();
  program.cfg_timeout = 40;
  Driver driver;
  driver.manner.hung_transfer = 1;
  load(driver, program);
  start_anew(driver, program);
  ASSERT_TRUE(driver.run_until(State::Write));
  driver.tick(12);
  abort(driver);
  EXPECT_EQ(driver.state(), State::Flush);
  EXPECT_EQ(driver.outputs().cfg_penable, 1);
  ASSERT_TRUE(driver.run_until(State::Idle, 60));
  EXPECT_EQ(driver.obs(ObsId::error_code), 0U);
  EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusAborted.put(1));
  driver.manner.hung_transfer = -1;
  expect_good_run(driver, program);
}

TEST(Abort, SlaveErrorDuringFlushIsIgnored) {
  const SmallProgram program = short_program();
  Driver driver;
  driver.manner.cfg_wait_states = 20;
  driver.manner.slverr_transfer = 0;
  load(driver, program);
  start_anew(driver, program);
  ASSERT_TRUE(driver.run_until(State::Write));
  driver.tick(4);
  abort(driver);
  ASSERT_EQ(driver.state(), State::Flush);
  ASSERT_TRUE(driver.run_until(State::Idle, 60));
  EXPECT_EQ(driver.obs(ObsId::error_code), 0U);
}

TEST(Abort, FlushCountsAsBusyAndAsNothingElse) {
  SmallProgram program = short_program();
  Driver driver;
  driver.manner.hung_transfer = 0;
  load(driver, program);
  start_anew(driver, program);
  ASSERT_TRUE(driver.run_until(State::Write));
  abort(driver);
  ASSERT_TRUE(driver.run_until(State::Idle, 100));
  uint32_t busy = 0;
  uint32_t flush = 0;
  uint32_t write = 0;
  for (const StateSpan& span : driver.spans) {
    if (span.state != State::Idle) busy += span.cycles;
    if (span.state == State::Flush) flush += span.cycles;
    if (span.state == State::Write) write += span.cycles;
  }
  EXPECT_GT(flush, 50U);
  EXPECT_EQ(driver.read(kCycTotalAddress).data, busy);
  EXPECT_EQ(driver.read(kCycRepairAddress).data, write);
  EXPECT_EQ(driver.read(kCycTestAddress).data, busy - flush - write);
}

TEST(Abort, InFlushDoesNothingMore) {
  SmallProgram program = short_program();
  Driver driver;
  driver.manner.hung_transfer = 0;
  load(driver, program);
  start_anew(driver, program);
  ASSERT_TRUE(driver.run_until(State::Write));
  abort(driver);
  ASSERT_EQ(driver.state(), State::Flush);
  clear(driver);
  abort(driver);
  EXPECT_EQ(driver.state(), State::Flush);
  EXPECT_EQ(driver.flush_cycles, 1);
  ASSERT_TRUE(driver.run_until(State::Idle, 100));
  EXPECT_EQ(driver.read(kLogCountAddress).data, driver.spans.size() - 1) << "FLUSH entered once";
}

TEST(Clear, DoesNothingOutsideError) {
  const SmallProgram program = short_program();
  Driver driver;
  load(driver, program);
  start_anew(driver, program);
  ASSERT_TRUE(driver.run_until(State::Collect));
  clear(driver);
  EXPECT_EQ(driver.obs(ObsId::irq_status), 0U);
  ASSERT_TRUE(driver.run_until(State::Done));
  clear(driver);
  driver.tick(3);
  EXPECT_EQ(driver.state(), State::Done);
}

TEST(Abort, DoesNothingWhenNotBusy) {
  const SmallProgram program = short_program();
  Driver driver;
  abort(driver);
  driver.tick(3);
  EXPECT_EQ(driver.state(), State::Idle);
  run_program(driver, program);
  abort(driver);
  driver.tick(3);
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusDone.put(1));
  EXPECT_EQ(driver.flush_cycles, 0);
}

TEST(Start, IsRejectedWhileBusyAndDoesNotDisturb) {
  const SmallProgram program = short_program();
  Driver driver;
  load(driver, program);
  start_anew(driver, program);
  int attempts = 0;
  for (; driver.obs(ObsId::pass) == 0 && attempts < 100; ++attempts) {
    driver.tick(13);
    start(driver);
  }
  EXPECT_GT(attempts, 5);
  ASSERT_TRUE(driver.run_until(State::Done));
  EXPECT_EQ(driver.obs(ObsId::irq_status) & kIrqStatusStartRejected.put(1),
            kIrqStatusStartRejected.put(1));
  EXPECT_EQ(driver.obs(ObsId::best0), static_cast<uint64_t>(expect(program, 0).best));
}

TEST(Reset, AtAnyCycleLeavesTheResetStateAndAWorkingController) {
  const SmallProgram program = short_program();
  const int cycles = undisturbed_cycles(program, 1);
  Driver driver;
  driver.manner.cfg_wait_states = 1;
  for (int delay = 0; delay < cycles; delay += 3) {
    load(driver, program);
    start_anew(driver, program);
    driver.tick(delay);
    driver.reset(1 + delay % 3);
    for (int i = 0; i < kObsFieldCount; ++i) {
      EXPECT_EQ(driver.obs(static_cast<ObsId>(i)), 0U) << kObsFields[i].name;
    }
    const ControllerOutputs& out = driver.outputs();
    EXPECT_EQ(out.stim_valid | out.cfg_psel | out.sig_ready | out.flush | out.irq, 0);
    EXPECT_EQ(driver.read(kImageTimeoutAddress).data, kImageTimeoutReset);
    EXPECT_EQ(driver.read(kCountsAddress).data, 0U);
  }
  load(driver, program);
  expect_good_run(driver, program);
}

}  // namespace
}  // namespace kintsugi::controller_test
