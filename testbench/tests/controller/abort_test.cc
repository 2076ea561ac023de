// Abort and reset at any moment: the controller comes back to IDLE, the accelerator holds a
// complete setting, and a new test gives the right result.
#include <gtest/gtest.h>

#include <set>

#include "testbench/tests/controller/expected_run.h"

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
  const std::vector<uint32_t> found = active_setting(driver, program);
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
  const int last = program.predict ? static_cast<int>(program.values.size()) - 1 : 1;
  EXPECT_EQ(driver.obs(ObsId::dist1), expect(program, last).distance);
  expect_done(driver, program, expect_run(program, found));
}

// The accelerator holds what it held, or the whole setting of an entry.
bool is_complete(const Driver& driver, const SmallProgram& program,
                 const std::vector<uint32_t>& before) {
  const std::vector<uint32_t> active = active_setting(driver, program);
  bool complete = active == before;
  for (int k = 0; k < program.clusters(); ++k) {
    complete = complete || active == setting_of(program, k);
  }
  return complete;
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
void abort_everywhere(const SmallProgram& program, int wait_states, std::set<State>& states) {
  const int cycles = undisturbed_cycles(program, wait_states);
  Driver driver;
  driver.manner.cfg_wait_states = wait_states;
  load(driver, program);
  for (int delay = 0; delay < cycles; ++delay) {
    const std::vector<uint32_t> before = active_setting(driver, program);
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
    EXPECT_TRUE(is_complete(driver, program, before))
        << "half a repair became active; delay " << delay;
    driver.write(kIrqStatusAddress, 0xF);
    if (hit == State::Collect) expect_good_run(driver, program);
  }
  expect_good_run(driver, program);
}

TEST(Abort, LeavesEveryStateForIdle) {
  std::set<State> states;
  abort_everywhere(short_program(), 0, states);
  abort_everywhere(short_program(), 4, states);
  for (int s = static_cast<int>(State::Check); s <= static_cast<int>(State::Commit); ++s) {
    EXPECT_EQ(states.count(static_cast<State>(s)), 1U) << name(static_cast<State>(s));
  }
}

TEST(Abort, LeavesEveryStateOfAJudgedTestForIdle) {
  for (const bool restores : {false, true}) {
    std::set<State> states;
    abort_everywhere(judged_program(restores), restores ? 3 : 0, states);
    for (const State state : {State::Save, State::Cluster, State::Predict, State::Decide,
                              State::Write, State::Commit, State::Judge}) {
      EXPECT_EQ(states.count(state), 1U) << name(state);
    }
  }
}

// Aborts in the cycle with the given number of the `visit`th visit of a state.
void abort_in(Driver& driver, const SmallProgram& program, State state, int visit, uint32_t cycle) {
  Driver rehearsal;
  load(rehearsal, program);
  start_anew(rehearsal, program);
  int begins = 0;
  uint32_t delay = 0;
  State before = State::Check;
  for (uint32_t t = 0; begins < visit && t < 5000; ++t) {
    rehearsal.tick();
    if (rehearsal.state() == state && before != state && ++begins == visit) delay = t + cycle;
    before = rehearsal.state();
  }
  ASSERT_EQ(begins, visit);
  load(driver, program);
  start_anew(driver, program);
  constexpr uint32_t kLead = 4;  // edges from the call to the ACCESS cycle of the command
  driver.tick(static_cast<int>(delay - kLead));
  abort(driver);
  ASSERT_TRUE(driver.run_until(State::Idle, 100));
  const StateSpan& hit = driver.spans[driver.spans.size() - 3];
  ASSERT_EQ(hit.state, state);
  ASSERT_EQ(hit.cycles, cycle);
}

TEST(Abort, InJudgeLeavesTheTryUncounted) {
  Driver driver;
  abort_in(driver, judged_program(true), State::Judge, 1, 1);
  EXPECT_EQ(driver.obs(ObsId::tries), 0U);
  EXPECT_EQ(driver.obs(ObsId::tried), 0U);
  EXPECT_EQ(driver.obs(ObsId::again), 0U);
  expect_good_run(driver, judged_program(true));
}

TEST(Abort, InTheLastCycleOfPredictLeavesTheAccuraciesUnwritten) {
  Driver driver;
  abort_in(driver, judged_program(true), State::Predict, 1, 2 + 2 * 2 + 3);
  EXPECT_EQ(driver.obs(ObsId::now), 0U);
  EXPECT_EQ(driver.obs(ObsId::forecast), 0U);
  expect_good_run(driver, judged_program(true));
}

TEST(Abort, InTheLastCycleOfAFallbackSearchLeavesTheEntry) {
  Driver driver;
  abort_in(driver, judged_program(true), State::Cluster, 3, 1 + 2 * 3 + 4);
  EXPECT_EQ(driver.obs(ObsId::entry), driver.obs(ObsId::best0));
  EXPECT_EQ(driver.obs(ObsId::again), 1U);
  expect_good_run(driver, judged_program(true));
}

TEST(Abort, SaveTransferUnderWayEndsInFlush) {
  Driver driver;
  driver.manner.cfg_wait_states = 20;
  load(driver, judged_program(true));
  start_anew(driver, judged_program(true));
  ASSERT_TRUE(driver.run_until(State::Save));
  driver.tick(4);
  abort(driver);
  ASSERT_EQ(driver.state(), State::Flush);
  EXPECT_EQ(driver.outputs().cfg_penable, 1);
  ASSERT_TRUE(driver.run_until(State::Idle, 60));
  EXPECT_EQ(driver.cfg.transfers, 1);
  EXPECT_EQ(driver.read(kSavedAddress).data, 0U);
  driver.manner.cfg_wait_states = 0;
  expect_good_run(driver, judged_program(true));
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
  const SmallProgram program = short_program();
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
      const auto id = static_cast<ObsId>(i);
      EXPECT_EQ(driver.obs(id), id == ObsId::scrubbing ? 1U : 0U) << kObsFields[i].name;
    }
    const ControllerOutputs& out = driver.outputs();
    EXPECT_EQ(out.stim_valid | out.cfg_psel | out.sig_ready | out.flush | out.irq, 0);
    EXPECT_EQ(driver.read(kImageTimeoutAddress).data, kImageTimeoutReset);
    EXPECT_EQ(driver.read(kCountsAddress).data, 0U);
    driver.wait_for_scrub();
  }
  load(driver, program);
  expect_good_run(driver, program);
}

}  // namespace
}  // namespace kintsugi::controller_test
