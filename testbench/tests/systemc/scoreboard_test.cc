// The scoreboard recomputes what the controller reports and can fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/systemc/controllers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;

using Spoil = std::function<void(PlatformResult&)>;

// A right run whose result is spoilt before it is judged.
std::string judged_after(const Spoil& spoil,
                         const tuning::TestProgram& program = every_die_repaired(9)) {
  return in_child([&] {
    ReferenceAsController controller;
    ControllerReference reference;
    SyntheticRun run;
    run.spoil = spoil;
    return sentences(run_synthetic(program, run, controller, reference).verdict);
  });
}

TEST(Scoreboard, RightRunPasses) {
  EXPECT_EQ(judged_after([](PlatformResult&) {}), "");
}

class RandomProgram : public ::testing::TestWithParam<uint64_t> {};

// The reference and the untimed flow come to the same results, with the scatter of layers and
// without.
TEST_P(RandomProgram, OfTheReferencePasses) {
  EXPECT_EQ(judged_after([](PlatformResult&) {}, random_program(GetParam())), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomProgram, ::testing::Range(uint64_t{1}, uint64_t{49}));

TEST(Scoreboard, RandomProgramsHaveEveryMode) {
  int with_scatter = 0;
  int with_linear_scatter = 0;
  int with_scatter_and_maps = 0;
  for (uint64_t seed = 1; seed < 49; ++seed) {
    const tuning::TestProgram program = random_program(seed);
    if (!program.scatter) continue;
    ++with_scatter;
    if (!program.log2_enabled) ++with_linear_scatter;
    if (program.affine) ++with_scatter_and_maps;
  }
  EXPECT_GT(with_scatter, 12);
  EXPECT_LT(with_scatter, 36);
  EXPECT_GT(with_linear_scatter, 2);
  EXPECT_GT(with_scatter_and_maps, 6);
}

TEST(Scoreboard, WrongFeatureIsNamed) {
  EXPECT_THAT(judged_after([](PlatformResult& r) { r.features1[0] ^= 1; }),
              HasSubstr("features1 0: the controller reports "));
}

TEST(Scoreboard, WrongStatisticIsNamed) {
  EXPECT_THAT(judged_after([](PlatformResult& r) { r.statistics[2] += 1; }),
              HasSubstr("statistic 2: the controller reports "));
}

TEST(Scoreboard, WrongDistanceIsNamed) {
  EXPECT_THAT(judged_after([](PlatformResult& r) { r.dist0 += 1; }), HasSubstr("dist0: "));
}

TEST(Scoreboard, WrongEntryIsNamed) {
  EXPECT_THAT(judged_after([](PlatformResult& r) { r.best1 += 1; }), HasSubstr("best1: "));
}

TEST(Scoreboard, WrongDecisionIsNamed) {
  EXPECT_THAT(judged_after([](PlatformResult& r) { r.decision = regs::Decision::Reject; }),
              HasSubstr("decision: the controller reports 3, recomputed is 1."));
}

TEST(Scoreboard, WrongGainIsNamed) {
  EXPECT_THAT(judged_after([](PlatformResult& r) { r.applied[0].gain ^= 2; }),
              HasSubstr("applied word of layer 0: "));
}

TEST(Scoreboard, RepairThatDidNotReachTheAcceleratorIsNamed) {
  EXPECT_THAT(judged_after([](PlatformResult& r) { r.active[0] = LayerTuning{}; }),
              HasSubstr("active word of layer 0: "));
}

// Three retests, none good enough, and the first repair again.
TEST(Scoreboard, EveryPartOfTheVerdictIsChecked) {
  const tuning::TestProgram program = judging_program(seed_with_entries(4), 99, 2);
  const auto judged = [&](const Spoil& spoil) { return judged_after(spoil, program); };
  EXPECT_EQ(judged([](PlatformResult&) {}), "");
  EXPECT_THAT(judged([](PlatformResult& r) { r.outcome = regs::Outcome::Restored; }),
              HasSubstr("outcome: the controller reports 5, recomputed is 4."));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.tries; }),
              HasSubstr("tries: the controller reports 4, recomputed is 3."));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.entry; }), HasSubstr("entry: "));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.best_entry; }), HasSubstr("best entry: "));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.now; }),
              HasSubstr("predicted now: the controller reports 1, recomputed is 0."));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.forecast; }), HasSubstr("predicted forecast: "));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.after; }), HasSubstr("predicted after: "));
  EXPECT_THAT(judged([](PlatformResult& r) { ++r.best_after; }),
              HasSubstr("best predicted after: "));
  EXPECT_THAT(judged([](PlatformResult& r) { r.saved[0].gain ^= 1; }),
              HasSubstr("saved word of layer 0: "));
  EXPECT_THAT(judged([](PlatformResult& r) { r.retested = false; }), HasSubstr("images played: "));
}

TEST(Scoreboard, DoneWithoutAnImageFails) {
  const tuning::TestProgram program = every_die_repaired(9);
  Scoreboard scoreboard(program);
  PlatformResult result;
  result.state = regs::State::Done;
  EXPECT_THAT(scoreboard.finish(result),
              ::testing::Contains(HasSubstr("images played: the controller reports 0")));
}

}  // namespace
}  // namespace kintsugi
