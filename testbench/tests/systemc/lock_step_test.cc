// The lock-step can fail: every way in which controller and reference may part is reported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/systemc/controllers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string run_pair(const tuning::TestProgram& program, ControllerModel& controller,
                     ControllerReference& reference) {
  SyntheticRun run;
  return report(run_synthetic(program, run, controller, reference).verdict, program);
}

std::string run_with(PlantedFault fault) {
  return in_child([=] {
    FaultyController controller(fault);
    ControllerReference reference;
    return run_pair(random_program(1), controller, reference);
  });
}

// The reference is the faulty side here: the report must still name what differs and where.
std::string run_with(ReferenceFault fault, const tuning::TestProgram& program) {
  return in_child([&] {
    ReferenceAsController controller;
    ControllerReference reference(fault);
    return run_pair(program, controller, reference);
  });
}

TEST(LockStep, TwoEqualControllersAgreeToTheEnd) {
  EXPECT_EQ(run_with(ReferenceFault::None, random_program(1)), "");
}

TEST(LockStep, WrongOutputIsReportedWithCycleTimeStateAndBothValues) {
  EXPECT_THAT(
      run_with({PlantedFault::Kind::WrongOutput, 100}),
      AllOf(HasSubstr("Cycle 100 (500000 ps), state IDLE: sig_ready_o expected 0x1, got 0x0"),
            HasSubstr("Differing bits: 0\n"), HasSubstr("Last agreed cycle: 99\n")));
}

TEST(LockStep, WrongStateIsReportedByName) {
  EXPECT_THAT(run_with({PlantedFault::Kind::WrongState, 50}),
              AllOf(HasSubstr("state CHECK (reference IDLE)"),
                    HasSubstr("obs.state expected IDLE (0x0), got CHECK (0x1)")));
}

TEST(LockStep, WrongMemoryIsFoundByTheSweepAtTheImageBoundary) {
  EXPECT_THAT(run_with({PlantedFault::Kind::WrongMemory, 0}), HasSubstr("Stat[1] expected 0x"));
}

// A word that nobody wrote, but the scrub.
class HalfScrubbed : public ReferenceAsController {
 public:
  uint64_t memory_word(regs::Memory memory, int word) const override {
    const bool left = memory == regs::Memory::Store && word == regs::kStoreWords - 1;
    return left ? 7 : ReferenceAsController::memory_word(memory, word);
  }
};

TEST(LockStep, WordThatTheScrubLeftIsFoundByTheSweep) {
  const std::string said = in_child([] {
    HalfScrubbed controller;
    ControllerReference reference;
    return run_pair(random_program(1), controller, reference);
  });
  EXPECT_THAT(said, HasSubstr("Store[255] expected 0x0, got 0x7"));
}

TEST(LockStep, FailedAssertionOfTheRtlStopsTheRun) {
  EXPECT_THAT(run_with({PlantedFault::Kind::Assertion, 77}),
              AllOf(HasSubstr("Cycle 77"), HasSubstr("RTL assertion failed: planted assertion")));
}

TEST(LockStep, MissingAssertionFailsARunInWhichAllAgrees) {
  EXPECT_THAT(run_with({PlantedFault::Kind::MissingAssertion, 0}),
              HasSubstr("6 assertions of the RTL are alive, 7 are listed"));
}

// Behind the scrub, which takes 1024 cycles, the tester writes the configuration.
TEST(LockStep, ReportShowsTheCyclesBefore) {
  const std::string report = run_with({PlantedFault::Kind::WrongOutput, 1110});
  EXPECT_THAT(report, AllOf(HasSubstr("\n  1094  IDLE"), HasSubstr("\n  1109  IDLE"),
                            HasSubstr("csr write 0x"), Not(HasSubstr("\n  1093  "))));
}

// Without predictors and affine maps.
tuning::TestProgram plain_program(uint64_t seed) {
  tuning::TestProgram program = random_program(seed);
  program.predict = program.affine = false;
  return program;
}

TEST(LockStep, TieThatGoesToTheHigherIndexIsCaughtWhereItShows) {
  tuning::TestProgram program = plain_program(3);
  program.codebook.resize(1);
  program.codebook.push_back(program.codebook[0]);
  EXPECT_THAT(run_with(ReferenceFault::TieToHigherIndex, program),
              AllOf(HasSubstr("state DECIDE"), HasSubstr("obs.best0 expected 0x1, got 0x0")));
}

TEST(LockStep, OffsetThatIsNotClampedIsCaughtOnTheWire) {
  tuning::TestProgram program = plain_program(4);
  program.reject_distance = (uint64_t{1} << 48) - 1;
  program.offset_min = program.offset_max = 0;
  for (tuning::CodebookEntry& entry : program.codebook) {
    entry.disposition = tuning::Disposition::Repair;
    for (LayerTuning& base : entry.base) base.offset = 77;
  }
  EXPECT_THAT(run_with(ReferenceFault::OffsetNotClamped, program),
              AllOf(HasSubstr("state WRITE"), HasSubstr("cfg_pwdata_o expected 0x4d")));
}

TEST(LockStep, DoneOneCycleEarlyIsCaught) {
  EXPECT_THAT(run_with(ReferenceFault::DoneOneCycleEarly, plain_program(5)),
              HasSubstr("obs.state expected DONE"));
}

TEST(LockStep, RunThatOnlyTheScoreboardDislikesIsReportedToo) {
  const tuning::TestProgram program = random_program(1);
  const std::string said = in_child([&] {
    ReferenceAsController controller;
    ControllerReference reference;
    SyntheticRun run;
    run.spoil = [](PlatformResult& result) { ++result.features0[0]; };
    return report(run_synthetic(program, run, controller, reference).verdict, program);
  });
  EXPECT_THAT(said,
              AllOf(HasSubstr("features0 0: the controller reports"),
                    HasSubstr("Controller and reference agreed in every cycle."),
                    HasSubstr("Last transactions of each port:"), Not(HasSubstr("Likely class"))));
}

TEST(LockStep, ComparingNothingFails) {
  ReferenceAsController controller;
  ControllerReference reference;
  LockStep lock_step(controller, reference, 5000);
  EXPECT_FALSE(lock_step.finish());
  EXPECT_EQ(lock_step.message(), "The lock-step compared no cycle.");
}

TEST(LockStep, ARunThatIsNeverFinishedHasNotPassed) {
  ReferenceAsController controller;
  ControllerReference reference;
  const LockStep lock_step(controller, reference, 5000);
  EXPECT_EQ(lock_step.message(), "The lock-step was never finished.");
}

}  // namespace
}  // namespace kintsugi
