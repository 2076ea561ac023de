// The scoreboard recomputes what the controller reports and can fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/systemc/controllers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;

tuning::TestProgram repairing_program() {
  tuning::TestProgram program = random_program(9);
  program.reject_distance = (uint64_t{1} << 48) - 1;
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.disposition = tuning::Disposition::Repair;
  }
  return program;
}

using Spoil = std::function<void(PlatformResult&)>;

// A right run whose result is spoilt before it is judged.
std::string judged_after(const Spoil& spoil) {
  return in_child([&] {
    const tuning::TestProgram program = repairing_program();
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

TEST(Scoreboard, DoneWithoutAnImageFails) {
  const tuning::TestProgram program = repairing_program();
  Scoreboard scoreboard(program);
  PlatformResult result;
  result.state = regs::State::Done;
  EXPECT_THAT(scoreboard.finish(result),
              ::testing::Contains(HasSubstr("images played: the controller reports 0")));
}

}  // namespace
}  // namespace kintsugi
