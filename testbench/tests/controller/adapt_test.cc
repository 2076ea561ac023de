// The last-layer loop (docs/controller.md, sections 7.9 and 7.10): what it keeps, what it learns,
// and in which cycle.
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

AdaptStep adapt_step(const Driver& driver) {
  return static_cast<AdaptStep>(driver.obs(ObsId::adapt_step));
}

// Runs up to ADAPT.
void reach_adapt(Driver& driver, const LoopProgram& program) {
  load(driver, program);
  answer_with(driver, program);
  adapt(driver);
  ASSERT_TRUE(driver.run_until(State::Adapt, 20000));
}

class Loop : public testing::TestWithParam<uint32_t> {};

TEST_P(Loop, LearnsWhatTheAlgorithmLearns) {
  const uint32_t seed = GetParam();
  LoopSizes sizes;
  sizes.images = 1 + static_cast<int>(seed % 7);
  sizes.inputs = 1 + static_cast<int>(seed * 5 % 37);
  sizes.outputs = 2 + static_cast<int>(seed % 9);
  sizes.loop_first = static_cast<int>(seed % 4);
  sizes.entries = sizes.loop_first + 1 + static_cast<int>(seed * 7 % 23);
  sizes.epochs = static_cast<int>(seed % 6);
  const LoopProgram program = make_loop_program(seed, sizes);
  Driver driver;
  driver.manner.sig_valid_percent = seed % 3 == 0 ? 60 : 100;
  driver.manner.stim_ready_percent = seed % 4 == 0 ? 70 : 100;
  run_adaptation(driver, program);
  expect_adapted(driver, program);
  EXPECT_EQ(driver.cfg.commits, program.commit ? 1 : 0);
  for (int n = 0; n < program.images(); ++n) {
    const std::vector<uint32_t> words = store_words(program, n);
    for (size_t w = 0; w < words.size(); ++w) {
      const int word = n * program.store_stride() + static_cast<int>(w);
      EXPECT_EQ(driver.memory_word(Memory::Store, word), words[w]) << "image " << n;
    }
    EXPECT_EQ(driver.played[static_cast<size_t>(n)].pixels,
              program.stimuli[static_cast<size_t>(n)]);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Loop, testing::Range(1U, 61U));

// Among the seeds above there must be loops of every kind.
TEST(LoopPrograms, OfTheSeedsAreOfEveryKind) {
  int helped = 0, hurt = 0, settled = 0, all_epochs = 0;
  for (uint32_t seed = 1; seed < 61; ++seed) {
    const LoopExpectation expectation = expect_loop(make_loop_program(seed));
    const bool early = expectation.result.epochs < LoopSizes{}.epochs;
    (expectation.result.helped() ? helped : hurt) += 1;
    (early ? settled : all_epochs) += 1;
  }
  EXPECT_GT(helped, 5);
  EXPECT_GT(hurt, 2);
  EXPECT_GT(settled, 2);
  EXPECT_GT(all_epochs, 5);
}

TEST(Adapt, PassesThroughTheStatesOfTheTable) {
  LoopSizes sizes;
  sizes.images = 2;
  LoopProgram program = make_loop_program(3, sizes);
  program.options.epochs = 0;  // nothing is learned: as many wrong images as before
  program.commit = true;
  Driver driver;
  run_adaptation(driver, program);
  EXPECT_EQ(states_of(driver),
            (std::vector<State>{State::Idle, State::Check, State::Load, State::Commit, State::Play,
                                State::Collect, State::Play, State::Collect, State::Adapt,
                                State::Load, State::Done}));
  EXPECT_EQ(driver.obs(ObsId::spill), 1U);
  EXPECT_EQ(driver.obs(ObsId::pass), 2U);
  EXPECT_EQ(driver.obs(ObsId::tag), 2U);
  EXPECT_EQ(driver.obs(ObsId::adapt_phase), static_cast<uint64_t>(AdaptPhase::Last));
  EXPECT_EQ(driver.obs(ObsId::stray), 0U);
  EXPECT_EQ(driver.obs(ObsId::cyc_retest), 0U);
  EXPECT_EQ(driver.obs(ObsId::cyc_test), 24U);
  EXPECT_EQ(driver.obs(ObsId::cyc_adapt),
            cycles_in(driver, State::Load) + cycles_in(driver, State::Adapt) +
                cycles_in(driver, State::Play) + cycles_in(driver, State::Collect));
}

// Words whose delta is 0 are skipped in two cycles; the others take nine less the wait states.
TEST(Adapt, SpillWritesOnlyDeltasThatAreNotZero) {
  for (uint32_t seed = 1; seed < 12; ++seed) {
    LoopProgram program = make_loop_program(seed);
    program.commit = false;
    const LoopExpectation expectation = expect_loop(program);
    if (!expectation.result.helped()) continue;
    Driver driver;
    run_adaptation(driver, program);
    const auto nonzero = expectation.written - static_cast<uint32_t>(program.count());
    const auto all = static_cast<uint32_t>(program.learned());
    ASSERT_EQ(driver.spans[driver.spans.size() - 2].state, State::Load);
    EXPECT_EQ(driver.spans[driver.spans.size() - 2].cycles, 2 * all + 5 * nonzero);
    EXPECT_EQ(driver.cfg.transfers, 2 * static_cast<int>(expectation.written));
  }
}

TEST(Adapt, StepsLastAsTheTableSays) {
  const LoopProgram program = make_loop_program(8);
  const auto entries = static_cast<uint32_t>(program.learned());
  const auto outputs = static_cast<uint32_t>(program.outputs());
  Driver driver;
  reach_adapt(driver, program);
  std::vector<std::pair<AdaptStep, uint32_t>> steps;
  uint64_t image = 0;
  while (driver.state() == State::Adapt) {
    const AdaptStep step = adapt_step(driver);
    const bool next_image = driver.obs(ObsId::adapt_image) != image;
    image = driver.obs(ObsId::adapt_image);
    if (steps.empty() || steps.back().first != step || next_image) steps.emplace_back(step, 0);
    ++steps.back().second;
    driver.tick();
  }
  ASSERT_EQ(steps.back(), (std::pair{AdaptStep::None, 1U}));
  steps.pop_back();
  uint32_t images = 0, updates = 0;
  for (size_t i = 0; i < steps.size(); ++images) {
    ASSERT_LE(i + 3, steps.size());
    EXPECT_EQ(steps[i++], (std::pair{AdaptStep::Label, 2U}));
    EXPECT_EQ(steps[i++], (std::pair{AdaptStep::Sum, entries + 2}));
    EXPECT_EQ(steps[i++], (std::pair{AdaptStep::Compare, outputs + 2}));
    if (i == steps.size() || steps[i].first != AdaptStep::Update) continue;
    EXPECT_EQ(steps[i++], (std::pair{AdaptStep::Update, entries + 2}));
    ++updates;
  }
  EXPECT_GT(updates, 0U);
  EXPECT_EQ(images,
            (2 + driver.obs(ObsId::adapt_epochs)) * static_cast<uint32_t>(program.images()));
  EXPECT_EQ(driver.obs(ObsId::adapt_image), 0U);
}

// Reads of the two memories in the steps of the first image, cycle by cycle.
TEST(Adapt, ReadsEntriesThenTheCodesOfThoseInsideTheLayer) {
  LoopProgram program = make_loop_program(8);
  program.loop_first = 1;
  program.entries = {{0, 0, 5}, {10, 2, 0}, {300, 0, 0}, {3, 1, 0}, {11, 0, 0}, {2, 3, 0}};
  Driver driver;
  reach_adapt(driver, program);
  const auto code_words = static_cast<uint64_t>(program.code_words());
  using Reads = std::vector<std::pair<uint64_t, uint64_t>>;  // {cycle of ADAPT, word}
  Reads delta, store;
  for (uint64_t cycle = 1; cycle <= 2 + 7 + 5; ++cycle) {
    driver.tick();
    if (driver.obs(ObsId::delta_re) != 0) delta.emplace_back(cycle, driver.obs(ObsId::delta_raddr));
    if (driver.obs(ObsId::store_re) != 0) store.emplace_back(cycle, driver.obs(ObsId::store_raddr));
  }
  EXPECT_EQ(delta, (Reads{{3, 1}, {4, 2}, {5, 3}, {6, 4}, {7, 5}}));
  EXPECT_EQ(store, (Reads{{1, code_words + 3},  // the label
                          {4, 1},               // row 10
                          {6, 0},               // row 3; the rows and columns between are outside
                          {10, code_words},
                          {11, code_words + 1},
                          {12, code_words + 2}}));
}

// An update is written in the second cycle behind the read of its entry.
TEST(Adapt, WritesAChangedEntryTwoCyclesBehindItsRead) {
  LoopProgram program = make_loop_program(8);
  program.options = {0, 10, 0, 0xFFFFFF, 1};
  Driver driver;
  reach_adapt(driver, program);
  std::vector<std::pair<uint64_t, uint32_t>> reads;
  uint32_t writes = 0;
  for (uint32_t cycle = 0; driver.state() == State::Adapt; ++cycle) {
    driver.tick();
    if (driver.obs(ObsId::delta_re) != 0) reads.emplace_back(driver.obs(ObsId::delta_raddr), cycle);
    if (driver.obs(ObsId::delta_we) == 0) continue;
    ++writes;
    bool found = false;
    for (const auto& [word, at] : reads) {
      found = found || (word == driver.obs(ObsId::delta_waddr) && at + 2 == cycle);
    }
    EXPECT_TRUE(found) << "cycle " << cycle;
  }
  EXPECT_GT(writes, 3U);
}

// A program of one image, two outputs and one entry, for rules that need exact numbers.
LoopProgram tiny(int label, int32_t first, int32_t second) {
  LoopSizes sizes;
  sizes.images = 1;
  sizes.inputs = 1;
  sizes.outputs = 2;
  sizes.entries = 1;
  sizes.loop_first = 0;
  LoopProgram program = make_loop_program(1, sizes);
  program.values = {{0, 0, 0, 0, 15, first, second}};
  program.labels = {label};
  program.entries = {{0, label % 2, 0}};
  program.options = {0, 1, 0, 0, 1};
  program.commit = false;
  return program;
}

TEST(Adapt, AnImageIsRightWhenAnArgmaxWouldBe) {
  const struct {
    int label;
    int32_t first, second;
    uint32_t wrong;
  } cases[] = {{0, 5, 4, 0},
               {0, 4, 5, 1},
               {0, 4, 4, 0},
               {1, 4, 4, 1},
               {1, 4, 5, 0},
               {1, -3, -4, 1},
               {2, 1, 2, 1},
               {15, 2, 1, 1},
               {0, 0x7FFFFF, -0x800000, 0},
               {1, 0x7FFFFF, -0x800000, 1}};
  for (const auto& one : cases) {
    LoopProgram program = tiny(one.label, one.first, one.second);
    program.options.epochs = 0;
    Driver driver;
    run_adaptation(driver, program);
    EXPECT_EQ(driver.obs(ObsId::wrong_first), one.wrong) << one.label << " " << one.first;
    EXPECT_EQ(driver.obs(ObsId::wrong_last), one.wrong);
    EXPECT_EQ(driver.obs(ObsId::adapt_epochs), 0U);
    expect_adapted(driver, program);
  }
}

// The lead of 10 is learned for a margin of 11 and not for one of 10.
TEST(Adapt, AnImageIsLearnedBelowTheMargin) {
  for (const int margin : {10, 11}) {
    LoopProgram program = tiny(0, 30, 20);
    program.options.margin = margin;
    Driver driver;
    run_adaptation(driver, program);
    EXPECT_EQ(driver.memory_word(Memory::Delta, 0) & 0xFF, margin == 11 ? 15U : 0U);
    EXPECT_EQ(driver.obs(ObsId::adapt_epochs), 1U) << "a pass that learns began";
    expect_adapted(driver, program);
  }
}

TEST(Adapt, NoImageIsLearnedWhoseLabelIsNoClass) {
  LoopProgram program = tiny(0, 1, 2);
  program.labels = {2};
  program.options.margin = 0xFFFFFF;
  Driver driver;
  run_adaptation(driver, program);
  EXPECT_EQ(driver.memory_word(Memory::Delta, 0) & 0xFF, 0U);
  expect_adapted(driver, program);
}

TEST(Adapt, LearningEndsWithAPassThatChangesNothing) {
  LoopProgram program = tiny(0, 0, 40);
  program.options.epochs = 255;
  program.options.step = 2;  // 30 a pass: the second one makes 15 x 60 of it
  Driver driver;
  run_adaptation(driver, program);
  expect_adapted(driver, program);
  EXPECT_EQ(driver.obs(ObsId::adapt_epochs),
            static_cast<uint64_t>(expect_loop(program).result.epochs));
  EXPECT_LT(driver.obs(ObsId::adapt_epochs), 10U);
}

TEST(Adapt, DeltasSaturate) {
  for (const int label : {0, 1}) {
    LoopProgram program = tiny(label, label == 0 ? -0x700000 : 0x700000, 0);
    program.entries = {{0, 0, 0}};
    program.options = {0, 255, 0, 0, 4};
    Driver driver;
    run_adaptation(driver, program);
    EXPECT_EQ(driver.memory_word(Memory::Delta, 0) & 0xFF, label == 0 ? 0x7FU : 0x80U);
    EXPECT_EQ(driver.obs(ObsId::adapt_epochs), 2U) << "the second pass changes nothing";
    expect_adapted(driver, program);
  }
}

TEST(Adapt, ALoopThatHurtsIsNotSpilled) {
  // Learning image 1 past the margin turns image 0.
  bool seen = false;
  for (uint32_t seed = 1; seed < 200 && !seen; ++seed) {
    const LoopProgram program = make_loop_program(seed);
    const LoopExpectation expectation = expect_loop(program);
    if (expectation.result.helped()) continue;
    seen = true;
    Driver driver;
    run_adaptation(driver, program);
    EXPECT_EQ(driver.spans[driver.spans.size() - 2].state, State::Adapt);
    EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::NeedsAdapt));
    EXPECT_EQ(driver.obs(ObsId::spill), 0U);
    expect_adapted(driver, program);
  }
  EXPECT_TRUE(seen);
}

TEST(Adapt, StartAnewRepeatsTheAdaptation) {
  const LoopProgram program = make_loop_program(9);
  Driver driver;
  run_adaptation(driver, program);
  expect_adapted(driver, program);
  load_entries(driver, program);
  adapt(driver);
  EXPECT_EQ(driver.read(kAdaptResultAddress).data, 0U);
  ASSERT_TRUE(driver.run_until(State::Done, 100000));
  expect_adapted(driver, program);
}

TEST(Adapt, ATestBehindAnAdaptationIsATest) {
  const LoopProgram program = make_loop_program(9);
  Driver driver;
  run_adaptation(driver, program);
  run_program(driver, program.test);
  EXPECT_EQ(driver.obs(ObsId::adapting), 0U);
  EXPECT_EQ(driver.obs(ObsId::spill), 0U);
  EXPECT_EQ(driver.obs(ObsId::adapt_phase), 0U);
  EXPECT_EQ(driver.obs(ObsId::cyc_adapt), 0U);
  EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::Repaired));
  EXPECT_EQ(driver.obs(ObsId::dist0), expect(program.test, 0).distance);
}

}  // namespace
}  // namespace kintsugi::controller_test
