// Lock-step under random latencies, back-pressure and trouble: whatever the other side of a pin
// does, RTL and reference agree, and the results are right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/systemc/controllers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kStressSeeds = 48;

SyntheticRun hurried_or_hesitant(uint64_t seed) {
  SyntheticRun run;
  run.seed = seed;
  run.fifo_depth = 1 + static_cast<int>(draw(seed, 20, 0) % 16);
  run.options.retest = draw(seed, 20, 1) % 4 != 0;
  run.options.csr_gap = random_stall(seed, 21, draw(seed, 20, 2) % 60);
  run.options.stim_stall = random_stall(seed, 22, draw(seed, 20, 3) % 90);
  run.options.sig_stall = random_stall(seed, 23, draw(seed, 20, 4) % 90);
  run.options.cfg_wait = random_stall(seed, 24, draw(seed, 20, 5) % 90);
  return run;
}

// The sentences of the checkers, then `more` has its say.
std::string run_rtl(const tuning::TestProgram& program, const SyntheticRun& run,
                    const std::function<std::string(const PlatformResult&)>& more = {}) {
  return in_child([&] {
    const auto rtl = make_verilated_controller(static_cast<uint32_t>(run.seed));
    ControllerReference reference;
    const SyntheticOutcome outcome = run_synthetic(program, run, *rtl, reference);
    std::string text = report(outcome.verdict, program);
    if (text.empty() && more) text = more(outcome.result);
    return text;
  });
}

std::string must_be_done(const PlatformResult& result) {
  return result.state == regs::State::Done ? "" : std::string("ended in ") + name(result.state);
}

class Stress : public ::testing::TestWithParam<uint64_t> {};

TEST_P(Stress, RandomProgramAndBackPressureStayInLockStep) {
  const uint64_t seed = GetParam();
  EXPECT_EQ(run_rtl(random_program(seed), hurried_or_hesitant(seed), must_be_done), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, Stress, ::testing::Range(uint64_t{1}, kStressSeeds + 1));

// --- Verdicts: several retests, and what is in force afterwards ----------------------------------

std::function<std::string(const PlatformResult&)> must_end_with(regs::Outcome outcome, int tries) {
  return [=](const PlatformResult& result) -> std::string {
    if (result.outcome != outcome) return std::string("outcome ") + name(result.outcome);
    return result.tries == tries ? "" : "tries " + std::to_string(result.tries);
  };
}

class Verdicts : public ::testing::Test {
 protected:
  Verdicts() { run_.options.retest = true; }

  const uint64_t seed_ = seed_with_entries(4);
  SyntheticRun run_ = hurried_or_hesitant(4);
};

TEST_F(Verdicts, GoodRepairShipsWithoutFallbacks) {
  EXPECT_EQ(
      run_rtl(judging_program(seed_, 100, 15), run_, must_end_with(regs::Outcome::Repaired, 1)),
      "");
}

TEST_F(Verdicts, BestOfAllEntriesIsWrittenAgainWhenNoneIsGoodEnough) {
  EXPECT_EQ(run_rtl(judging_program(seed_, 99, 15), run_, must_end_with(regs::Outcome::Below, 4)),
            "");
}

TEST_F(Verdicts, OnlyAsManyEntriesAreTriedAsAllowed) {
  EXPECT_EQ(run_rtl(judging_program(seed_, 99, 1), run_, must_end_with(regs::Outcome::Below, 2)),
            "");
  EXPECT_EQ(run_rtl(judging_program(seed_, 99, 0), run_, must_end_with(regs::Outcome::Below, 1)),
            "");
}

TEST_F(Verdicts, SettingFoundIsRestoredWhenNoRepairIsBetter) {
  EXPECT_EQ(run_rtl(judging_program(seed_, 0, 2), run_, must_end_with(regs::Outcome::Restored, 3)),
            "");
}

// --- Trouble: ERROR with the right code, and the accelerator keeps its setting -------------------

std::function<std::string(const PlatformResult&)> must_fail_with(regs::Error error, int detail) {
  return [=](const PlatformResult& result) -> std::string {
    if (result.state != regs::State::Error) return std::string("state ") + name(result.state);
    if (result.error != error) return std::string("error ") + name(result.error);
    if (result.error_detail != detail) return "detail " + std::to_string(result.error_detail);
    if (result.log.empty() || result.log.back().to != regs::State::Error) return "not in the log";
    return "";
  };
}

TEST(Trouble, SilentAcceleratorEndsInImageTimeout) {
  SyntheticRun run;
  run.silent = [](uint64_t image) { return image == 1; };
  run.options.image_timeout = 3000;
  tuning::TestProgram program = every_die_repaired(9);
  program.stimuli.resize(2, program.stimuli[0]);
  EXPECT_EQ(run_rtl(program, run, must_fail_with(regs::Error::ImageTimeout, 1)), "");
}

TEST(Trouble, WrongChannelEndsInFramingError) {
  SyntheticRun run;
  run.misframed = [](uint64_t image) { return image == 0; };
  EXPECT_EQ(run_rtl(every_die_repaired(9), run, must_fail_with(regs::Error::Framing, 2)), "");
}

TEST(Trouble, SlaveErrorEndsInErrorWithTheLayer) {
  SyntheticRun run;
  run.options.cfg_fault = {BusFault::Kind::ErrorResponse, regs::kTuneShadow, UINT32_MAX};
  EXPECT_EQ(run_rtl(every_die_repaired(9), run, must_fail_with(regs::Error::CfgSlverr, 0)), "");
}

TEST(Trouble, SlaveErrorWhileTheSettingIsSavedEndsInErrorWithTheLayer) {
  SyntheticRun run;
  run.options.cfg_fault = {BusFault::Kind::ErrorResponse, regs::kTuneActive, UINT32_MAX};
  EXPECT_EQ(run_rtl(judging_program(9, 0, 0), run, must_fail_with(regs::Error::CfgSlverr, 0)), "");
}

TEST(Trouble, FailureOfALaterImageLeavesTheRepairInForce) {
  SyntheticRun run;
  const tuning::TestProgram program = judging_program(9, 99, 3);
  const auto images = static_cast<uint64_t>(program.images());
  run.silent = [=](uint64_t image) { return image == 2 * images; };
  run.options.image_timeout = 3000;
  EXPECT_EQ(run_rtl(program, run, must_fail_with(regs::Error::ImageTimeout, 0)), "");
}

TEST(Trouble, FailedCommitLeavesThePowerUpTuning) {
  SyntheticRun run;
  run.options.cfg_fault = {BusFault::Kind::ErrorResponse, regs::kTuneCommit, UINT32_MAX};
  EXPECT_EQ(run_rtl(every_die_repaired(9), run, must_fail_with(regs::Error::CfgSlverr, 255)), "");
}

TEST(Trouble, HungSlaveEndsInTimeout) {
  SyntheticRun run;
  run.options.cfg_fault = {BusFault::Kind::Hang, regs::kTuneShadow, UINT32_MAX};
  EXPECT_EQ(run_rtl(every_die_repaired(9), run, must_fail_with(regs::Error::CfgTimeout, 0)), "");
}

TEST(Trouble, ReadbackThatStaysWrongEndsInError) {
  SyntheticRun run;
  run.options.cfg_fault = {BusFault::Kind::FlippedRead, regs::kTuneShadow, UINT32_MAX};
  EXPECT_EQ(run_rtl(every_die_repaired(9), run, must_fail_with(regs::Error::Readback, 0)), "");
}

TEST(Trouble, ReadbackThatIsWrongThriceIsRepairedByRetries) {
  SyntheticRun run;
  run.options.cfg_fault = {BusFault::Kind::FlippedRead, regs::kTuneShadow, 3};
  EXPECT_EQ(run_rtl(every_die_repaired(9), run, must_be_done), "");
}

}  // namespace
}  // namespace kintsugi
