// `--check transaction` passes what is right at any time, and ends what hangs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/systemc/hardships.h"
#include "testbench/tests/systemc/tampered.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// --- What is right passes ------------------------------------------------------------------------

class TransactionRightRuns : public ::testing::TestWithParam<uint64_t> {};

TEST_P(TransactionRightRuns, OfRandomProgramsPassBehindBackPressure) {
  ReferenceAsController controller;
  EXPECT_EQ(judged(controller, random_program(GetParam()), hesitant_run(GetParam())), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, TransactionRightRuns, ::testing::Range(uint64_t{1}, uint64_t{25}));

// Whatever goes wrong outside, the error that follows from it is right.
TEST(TransactionRightRun, PassesWithEveryErrorItHasAReasonFor) {
  const tuning::TestProgram program = every_die_repaired(9);
  for (const SyntheticRun& run : troubled_runs()) {
    ReferenceAsController controller;
    EXPECT_EQ(judged(controller, program, run), "");
  }
}

// A cycle early is a matter of `--check cycle`; a wrong value is not.
TEST(TransactionReferenceFaults, AreCaughtButForTheOneOfTime) {
  const auto says = [](ReferenceFault fault) {
    std::string text;
    for (uint64_t seed = 1; seed <= 24 && text.empty(); ++seed) {
      tuning::TestProgram program = every_die_repaired(seed);
      for (size_t k = 1; k < program.codebook.size(); k += 2) {
        program.codebook[k].centroid = program.codebook[k - 1].centroid;
      }
      ReferenceAsController controller(fault);
      text = judged(controller, program);
    }
    return text;
  };
  EXPECT_THAT(says(ReferenceFault::TieToHigherIndex), HasSubstr("best0: "));
  EXPECT_THAT(says(ReferenceFault::OffsetNotClamped), HasSubstr("word written to layer "));
  EXPECT_EQ(says(ReferenceFault::DoneOneCycleEarly), "");
}

// --- A hung controller ends by a limit -----------------------------------------------------------

TEST(TransactionHung, ControllerThatNeverEndsExceedsItsOwnShare) {
  EXPECT_THAT(judged_outputs([](const auto&, auto& out) { out.irq = 0; }),
              HasSubstr("own share in pass 1 exceeds controller.limit_own = 20000 cycles a pass"));
}

TEST(TransactionHung, TesterThatWaitsTooLongSaysSo) {
  SyntheticRun run;
  run.options.cycle_limit = 500;
  EXPECT_THAT(judged_outputs([](const auto&, auto& out) { out.irq = 0; }, run),
              HasSubstr("No interrupt came within 500 cycles after START."));
}

TEST(TransactionHung, PortThatNeverAnswersExceedsTheLimitOfATransfer) {
  SyntheticRun patient;
  patient.options.csr_timeout = 80;
  EXPECT_THAT(judged_outputs(
                  [](const auto&, auto& out) {
                    out.csr_pready = 0;
                    out.csr_prdata = 0;
                    out.csr_pslverr = 0;
                  },
                  patient),
              HasSubstr("an answer on csr is waited for longer than controller.limit_transfer"));
  EXPECT_THAT(judged_outputs([](const auto&, auto& out) { out.sig_ready = 0; }),
              HasSubstr("sig_ready_o is waited for longer than controller.limit_transfer = 64"));
}

TEST(TransactionLimits, AreThoseOfTheScenario) {
  SyntheticRun run;
  run.limits.own = 20;
  EXPECT_THAT(judged_outputs({}, run), HasSubstr("controller.limit_own = 20 cycles"));
  run.limits.own = 20000;
  run.limits.transfer = 2;
  EXPECT_THAT(judged_outputs({}, run), HasSubstr("controller.limit_transfer = 2 cycles"));
}

// --- Protocol: the rules themselves are tested in tests/mismatch ---------------------------------

TEST(TransactionProtocol, FirstBrokenRuleEndsTheRun) {
  EXPECT_THAT(judged_outputs([](const auto&, auto& out) { out.stim_tag |= 1U; }),
              HasSubstr("the stimulus payload is not 0 while stim_valid_o is low."));
  EXPECT_THAT(judged_outputs([](const auto&, auto& out) { out.flush = 1; }),
              HasSubstr("flush_o lasts longer than one cycle."));
}

TEST(TransactionProtocol, FailedAssertionOfTheRtlIsAFault) {
  FaultyController controller({PlantedFault::Kind::Assertion, 30});
  EXPECT_THAT(judged(controller, every_die_repaired(9)),
              HasSubstr("Cycle 30 (150000 ps): RTL assertion failed: planted assertion."));
}

TEST(TransactionProtocol, CheckerThatSawNothingFails) {
  const tuning::TestProgram program = every_die_repaired(9);
  ReferenceAsController controller;
  TransactionChecker checker(controller, 5000, program, {});
  EXPECT_THAT(checker.finish({}).mismatches, ::testing::Not(IsEmpty()));
}

}  // namespace
}  // namespace kintsugi
