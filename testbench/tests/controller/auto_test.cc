// Tests that go on to adapt by themselves (ADAPT.AUTO, docs/controller.md, section 6), and what
// ends an adaptation from outside: abort and reset in each of its states.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

LoopProgram automatic(uint32_t seed) {
  LoopSizes sizes;
  sizes.images = 2;
  sizes.entries = 4;
  sizes.epochs = 2;
  LoopProgram program = make_loop_program(seed, sizes);
  program.automatic = true;
  for (auto& entry : program.test.codebook) entry.disposition = Decision::RepairAndAdapt;
  return program;
}

std::vector<State> course_of(const Driver& driver) {
  std::vector<State> states;
  for (const StateSpan& span : driver.spans) {
    const bool again =
        !states.empty() && states.back() == State::Play && span.state == State::Collect;
    if (!again) states.push_back(span.state);
  }
  states.erase(std::unique(states.begin(), states.end()), states.end());
  return states;  // every COLLECT with its PLAY, images as one
}

TEST(Auto, FollowsATestThatNeedsAdaptation) {
  for (const bool retest : {false, true}) {
    LoopProgram program = automatic(60);
    program.test.retest = retest;
    program.commit = true;
    Driver driver;
    run_adaptation(driver, program);
    expect_adapted(driver, program);
    std::vector<State> states = {State::Idle,    State::Check,    State::Play,
                                 State::Project, State::Finalise, State::Cluster,
                                 State::Decide,  State::Write,    State::Commit};
    if (retest) {
      states.insert(states.end(), {State::Play, State::Project, State::Finalise, State::Cluster});
    }
    states.insert(states.end(), {State::Load, State::Commit, State::Play, State::Adapt});
    if (expect_loop(program).result.helped()) states.push_back(State::Load);
    states.push_back(State::Done);
    EXPECT_EQ(course_of(driver), states);
    EXPECT_EQ(driver.obs(ObsId::adapting), 1U);
    EXPECT_EQ(driver.obs(ObsId::decision), static_cast<uint64_t>(Decision::RepairAndAdapt));
    EXPECT_EQ(driver.obs(ObsId::dist0), expect(program.test, 0).distance);
    EXPECT_EQ(driver.cfg.commits, 2);
    EXPECT_NE(driver.read(kAppliedAddress).data, 0U);
  }
}

TEST(Auto, LeavesOtherOutcomesAlone) {
  for (const Decision decision : {Decision::Pass, Decision::Repair, Decision::Reject}) {
    LoopProgram program = automatic(60);
    for (auto& entry : program.test.codebook) entry.disposition = decision;
    Driver driver;
    run_adaptation(driver, program);
    EXPECT_EQ(driver.state(), State::Done);
    EXPECT_EQ(driver.obs(ObsId::adapting), 0U);
    EXPECT_EQ(driver.obs(ObsId::adapt_written), 0U);
    EXPECT_EQ(driver.obs(ObsId::cyc_adapt), 0U);
  }
}

TEST(Auto, WithoutItNeedsAdaptIsTheEnd) {
  LoopProgram program = automatic(60);
  program.automatic = false;
  Driver driver;
  load(driver, program);
  answer_with(driver, program);
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Done, 20000));
  EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::NeedsAdapt));
}

TEST(Auto, OutcomeAndInterruptWaitForTheEnd) {
  const LoopProgram program = automatic(61);
  Driver driver;
  driver.on_cycle = [&driver] {
    if (driver.state() == State::Done) return;
    EXPECT_EQ(driver.obs(ObsId::outcome), 0U);
    EXPECT_EQ(driver.obs(ObsId::irq_status), 0U);
    if (driver.obs(ObsId::pass) == 1) {
      EXPECT_EQ(driver.obs(ObsId::wrong_first), 0U);
    }
  };
  run_adaptation(driver, program);
  driver.on_cycle = nullptr;
  EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusDone.put(1));
}

// The download without a loop follows JUDGE: the retest was good enough to ship.
TEST(Auto, FollowsJudge) {
  LoopProgram program = automatic(62);
  program.loop = false;
  program.commit = true;
  program.test = with_predictors(program.test, 7);
  program.test.repair_limit = INT16_MAX;  // forecast falls short of a plain repair
  program.test.ship_limit = INT16_MIN;
  Driver driver;
  run_adaptation(driver, program);
  ASSERT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::Loaded));
  const auto& spans = driver.spans;
  EXPECT_EQ(spans[spans.size() - 4].state, State::Judge);
  EXPECT_EQ(spans[spans.size() - 3].state, State::Load);
  EXPECT_EQ(driver.obs(ObsId::pass), 1U) << "no further image was played";
  EXPECT_EQ(driver.obs(ObsId::tries), 1U);
  expect_adapted(driver, program);
}

// A loop that does not help ends there and is not begun again.
TEST(Auto, EndsWithALoopThatHurts) {
  for (uint32_t seed = 1; seed < 300; ++seed) {
    const LoopProgram program = automatic(seed);
    if (expect_loop(program).result.helped()) continue;
    Driver driver;
    run_adaptation(driver, program);
    expect_adapted(driver, program);
    EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::NeedsAdapt));
    return;
  }
  FAIL() << "no seed makes such a loop";
}

struct Ending {
  std::set<State> states;
  std::set<uint64_t> adapt_steps;
  std::set<uint64_t> writer_steps;  // in LOAD
};

int undisturbed_cycles(const LoopProgram& program) {
  Driver driver;
  driver.manner.cfg_wait_states = 1;
  load(driver, program);
  answer_with(driver, program);
  adapt(driver);
  int cycles = 0;
  for (; driver.state() != State::Done && cycles < 5000; ++cycles) driver.tick();
  return cycles;
}

LoopProgram short_loop() {
  LoopSizes sizes;
  sizes.images = 1;
  sizes.inputs = 9;
  sizes.outputs = 2;
  sizes.entries = 3;
  sizes.loop_first = 1;
  sizes.epochs = 1;
  LoopProgram program = make_loop_program(3, sizes);
  program.options = {0, 40, 0, 0xFFFFFF, 1};
  program.labels = {0};
  program.entries = {{200, 0, 9}, {8, 0, 0}, {8, 1, 0}};
  program.values[0][4 + 8] = 9;
  program.commit = true;
  return program;
}

TEST(Abort, LeavesEveryStepOfAnAdaptationForIdle) {
  const LoopProgram program = short_loop();
  ASSERT_TRUE(expect_loop(program).result.helped());
  const int cycles = undisturbed_cycles(program);
  ASSERT_LT(cycles, 400);
  Ending ending;
  Driver driver;
  driver.manner.cfg_wait_states = 1;
  for (int delay = 0; delay < cycles; ++delay) {
    load(driver, program);
    answer_with(driver, program);
    adapt(driver);
    driver.tick(delay);
    std::array<uint64_t, 3> before{};
    std::array<uint64_t, 3> now{};
    bool flushed = false;
    driver.on_cycle = [&] {
      before = now;
      now = {driver.obs(ObsId::state), driver.obs(ObsId::adapt_step),
             driver.obs(ObsId::writer_step)};
      if (driver.state() != State::Flush || flushed) return;
      flushed = true;
      EXPECT_EQ(driver.obs(ObsId::adapt_step), 0U);
      EXPECT_EQ(driver.obs(ObsId::adapt_image), 0U);
      ending.states.insert(static_cast<State>(before[0]));
      ending.adapt_steps.insert(before[1]);
      if (before[0] == static_cast<uint64_t>(State::Load)) ending.writer_steps.insert(before[2]);
    };
    now = {driver.obs(ObsId::state), driver.obs(ObsId::adapt_step), driver.obs(ObsId::writer_step)};
    abort(driver);
    if (!flushed) {
      ASSERT_EQ(driver.state(), State::Done) << delay;
      driver.on_cycle = nullptr;
      continue;
    }
    ASSERT_TRUE(driver.run_until(State::Idle, 100)) << delay;
    driver.on_cycle = nullptr;
    driver.tick(3);
    EXPECT_EQ(driver.obs(ObsId::writer_step), 0U);
    EXPECT_EQ(driver.obs(ObsId::writer_index), 0U);
    EXPECT_EQ(driver.outputs().cfg_psel, 0);
    EXPECT_EQ(driver.obs(ObsId::error_code), 0U);
    EXPECT_EQ(driver.obs(ObsId::outcome), 0U);
    driver.write(kIrqStatusAddress, 31);
    while (!driver.beats_sent()) driver.tick();
    driver.tick(20);
    while (!driver.beats_sent()) driver.tick();
    if (delay % 5 != 0) continue;
    run_adaptation(driver, program);
    expect_adapted(driver, program);
  }
  EXPECT_EQ(ending.states, (std::set<State>{State::Check, State::Load, State::Commit, State::Play,
                                            State::Collect, State::Adapt}));
  EXPECT_EQ(ending.adapt_steps.size(), 5U) << "NONE and all steps of the loop";
  EXPECT_EQ(ending.writer_steps.size(), 7U) << "FETCH to COMPARE";
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

TEST(Reset, AtAnyCycleOfAnAdaptationLeavesTheResetState) {
  const LoopProgram program = short_loop();
  const int cycles = undisturbed_cycles(program);
  Driver driver;
  driver.manner.cfg_wait_states = 1;
  for (int delay = 0; delay < cycles; delay += 7) {
    load(driver, program);
    answer_with(driver, program);
    adapt(driver);
    driver.tick(delay);
    driver.reset(1 + delay % 3);
    for (int i = 0; i < kObsFieldCount; ++i) {
      const auto id = static_cast<ObsId>(i);
      EXPECT_EQ(driver.obs(id), id == ObsId::scrubbing ? 1U : 0U) << kObsFields[i].name;
    }
    EXPECT_EQ(driver.read(kAdaptAddress).data, 0U);
    driver.wait_for_scrub();
  }
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

TEST(Abort, LetsATransferOfADownloadEndByItsTimeout) {
  LoopProgram program = short_loop();
  Driver driver;
  driver.manner.hung_transfer = 3;
  load(driver, program);
  answer_with(driver, program);
  adapt(driver);
  ASSERT_TRUE(driver.run_until(State::Load));
  driver.tick(16);
  abort(driver);
  ASSERT_EQ(driver.state(), State::Flush);
  EXPECT_EQ(driver.obs(ObsId::writer_index), 1U) << "kept with the transfer";
  ASSERT_TRUE(driver.run_until(State::Idle, 100));
  EXPECT_EQ(driver.obs(ObsId::writer_index), 0U);
  EXPECT_EQ(driver.obs(ObsId::error_code), 0U);
}

}  // namespace
}  // namespace kintsugi::controller_test
