// Downloads, loops and the monitor's traffic as the checkers of a whole die judge them.
#include "testbench/tests/systemc/upkeep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/systemc/tampered.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kByCommand = 7;  // download and loop, windows with commits
constexpr uint64_t kByItself = 12;  // the loop behind the test, likewise

using Spoil = std::function<void(PlatformResult&)>;

// What `--check transaction` says of a controller, or lock-step and scoreboard when controller and
// reference have the same fault.
struct Judging {
  uint64_t seed = kByCommand;
  bool transactions = true;
  ReferenceFault fault = ReferenceFault::None;
  Spoil spoil = {};
  Tampered::Outputs outputs = {};
  Tampered::Inputs inputs = {};
  std::function<void(SyntheticRun&)> change = {};
};

std::string judged(const Judging& judging, std::string* summary = nullptr) {
  const std::string text = in_child([&] {
    Tampered controller(judging.outputs, judging.inputs, judging.fault);
    ControllerReference reference(judging.fault);
    const tuning::TestProgram program = upkeep_program(judging.seed);
    SyntheticRun run = upkeep_run(judging.seed, program);
    run.transactions = judging.transactions;
    run.spoil = judging.spoil;
    if (judging.change) judging.change(run);
    const SyntheticOutcome o = run_synthetic(program, run, controller, reference);
    return std::to_string(o.result.adapted.size()) + " adaptations, " +
           std::to_string(o.result.monitor.windows) + " windows, " +
           std::to_string(o.result.monitor.commits) + " commits\n" + sentences(o.verdict);
  });
  const size_t end = text.find('\n') + 1;
  if (summary != nullptr) *summary = text.substr(0, end - 1);
  return text.substr(end);
}

Judging spoilt(Spoil spoil, uint64_t seed = kByCommand) {
  Judging judging;
  judging.seed = seed;
  judging.spoil = std::move(spoil);
  return judging;
}

class Upkeep : public ::testing::TestWithParam<uint64_t> {};

TEST_P(Upkeep, OfTheReferencePasses) {
  for (const bool transactions : {false, true}) {
    Judging judging;
    judging.seed = GetParam();
    judging.transactions = transactions;
    EXPECT_EQ(judged(judging), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Upkeep, ::testing::Range(uint64_t{1}, uint64_t{41}));

TEST(UpkeepScene, DoesAllOfIt) {
  std::string command;
  std::string itself;
  judged({}, &command);
  judged(spoilt({}, kByItself), &itself);
  EXPECT_EQ(command, "2 adaptations, 13 windows, 12 commits");
  EXPECT_EQ(itself, "1 adaptations, 10 windows, 3 commits");
}

// --- Runs behind the first -----------------------------------------------------------------------

TEST(UpkeepRuns, CountersOfAnAdaptationAreThoseOfThePins) {
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) { r.adapted[0].cycles.total += 40; })),
              HasSubstr("At the end of run 1: counter CYC_TOTAL: the controller reports "));
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) { r.adapted[1].cycles.own += 400; })),
              HasSubstr("At the end of run 2: counter CYC_OWN: the controller reports "));
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) { --r.adapted[1].cycles.adapt; })),
              HasSubstr("At the end of run 2: CYC_TEST, CYC_REPAIR, CYC_RETEST and CYC_ADAPT add"));
}

TEST(UpkeepRuns, ErrorOfAnAdaptationHasItsReason) {
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) {
                r.adapted[1].state = regs::State::Error;
                r.adapted[1].error = regs::Error::Readback;
                r.adapted[1].error_detail = 0x2003;
              })),
              HasSubstr("At the end of run 2: the controller reports the error READBACK, detail "
                        "8195; the pins show no reason for one."));
  // A word that the accelerator refuses is told as what it is.
  Judging refused;
  refused.change = [](SyntheticRun& run) {
    run.options.cfg_fault = {BusFault::Kind::ErrorResponse, regs::kSparseEntry + 4, UINT32_MAX};
  };
  EXPECT_EQ(judged(refused), "adaptation 0, it ended with error CFG_SLVERR, detail 8193.\n");
  refused.spoil = [](PlatformResult& r) { ++r.adapted[0].error_detail; };
  EXPECT_THAT(judged(refused), HasSubstr("the pins show a reason for CFG_SLVERR, detail 8193."));
  refused.spoil = [](PlatformResult& r) { r.adapted[0].state = regs::State::Done; };
  EXPECT_THAT(judged(refused), HasSubstr("At the end of run 1: the controller reports DONE; the "
                                         "pins show a reason for the error CFG_SLVERR"));
}

TEST(UpkeepRuns, RunThatIsNotReported) {
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) { r.adapted.pop_back(); })),
              HasSubstr("At the end: 3 runs were begun, 2 are reported."));
}

// --- Values of an adaptation ---------------------------------------------------------------------

TEST(UpkeepValues, WordThatIsDownloadedWrongly) {
  // What is read back is made to look right.
  bool shown = false;
  Judging judging;
  judging.outputs = [&](const ControllerInputs&, ControllerOutputs& out) {
    const bool entry = out.cfg_psel != 0 && out.cfg_paddr == regs::kSparseEntry;
    shown = entry && out.cfg_pwrite == 0;
    if (entry && out.cfg_pwrite != 0) out.cfg_pwdata ^= 4U;
  };
  judging.inputs = [&](ControllerInputs& in) {
    if (shown && in.cfg_pready != 0) in.cfg_prdata ^= 4U;
  };
  EXPECT_THAT(judged(judging), HasSubstr("adaptation 0, write 0, word: the controller reports 147, "
                                         "recomputed is 151."));
}

TEST(UpkeepValues, WhatIsReportedOfALoop) {
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) { ++r.adapted[1].result.wrong_first; })),
              HasSubstr("adaptation 1, wrong at first: "));
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) { ++r.adapted[0].result.epochs; }, kByItself)),
              HasSubstr("adaptation 0, passes that learned: "));
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) { r.adapted[0].words[0] ^= 1U; }, kByItself)),
              HasSubstr("adaptation 0, DELTA word 0: "));
}

// --- The monitor ---------------------------------------------------------------------------------

// Lock-step sees no difference when the reference is as wrong as the controller.
TEST(UpkeepMonitor, GainInsideTheDeadBandIsSeenByTheScoreboardToo) {
  Judging judging;
  judging.fault = ReferenceFault::DeadBandIgnored;
  EXPECT_THAT(judged(judging), HasSubstr(" for the monitor with "));
  judging.transactions = false;
  EXPECT_THAT(judged(judging), HasSubstr(" for the monitor with "));
}

TEST(UpkeepMonitor, WhatItReportsIsWhatThePinsShow) {
  for (const uint64_t seed : {kByCommand, kByItself}) {
    EXPECT_THAT(judged(spoilt([](PlatformResult& r) { ++r.monitor.windows; }, seed)),
                HasSubstr("windows of the monitor: the controller reports "));
    EXPECT_THAT(judged(spoilt([](PlatformResult& r) { --r.monitor.commits; }, seed)),
                HasSubstr("commits of the monitor: the controller reports "));
    EXPECT_THAT(judged(spoilt([](PlatformResult& r) { r.monitor.error = regs::Error::Readback; })),
                HasSubstr("monitor: the controller reports the error READBACK, detail 0, the pins "
                          "show a reason for NONE"));
  }
}

TEST(UpkeepMonitor, WhatItCommittedIsInForceInTheEnd) {
  EXPECT_THAT(judged(spoilt([](PlatformResult& r) { r.active[0].gain ^= 1U; })),
              HasSubstr("active word of layer 0: "));
}

TEST(UpkeepMonitor, SumOfAnotherLayerIsSeenByTheScoreboardToo) {
  for (const bool transactions : {false, true}) {
    Judging judging;
    judging.transactions = transactions;
    // The controller alone is shown another sum; lock-step would see what it makes of that, but for
    // the transfers' order and their values nothing is wrong but the gain.
    bool sum = false;
    judging.outputs = [&](const ControllerInputs&, ControllerOutputs& out) {
      sum = out.cfg_psel != 0 && out.cfg_paddr == regs::kMonSum;
    };
    judging.inputs = [&](ControllerInputs& in) {
      if (sum && in.cfg_pready != 0) in.cfg_prdata /= 2;
    };
    EXPECT_THAT(judged(judging), HasSubstr(transactions ? " for the monitor with " : "cfg_pwdata"));
  }
}

// The error stands until the START, which is rejected and shows it.
TEST(UpkeepMonitor, ErrorHasItsReason) {
  Judging judging;
  judging.change = [](SyntheticRun& run) {
    run.options.cfg_fault = {BusFault::Kind::ErrorResponse, regs::kMonSum + 4, UINT32_MAX};
  };
  EXPECT_EQ(judged(judging), "");
  judging.spoil = [](PlatformResult& r) { ++r.error_detail; };
  EXPECT_THAT(judged(judging), HasSubstr("the controller reports the error CFG_SLVERR, detail 257; "
                                         "the pins show no reason for one."));
}

// --- Words that were spoilt ----------------------------------------------------------------------

TEST(UpkeepParity, WordWrittenAnewIsNoReason) {
  Judging judging;
  judging.change = [](SyntheticRun& run) { run.options.spoilt = {regs::Memory::Stim}; };
  EXPECT_EQ(judged(judging), "");
  // A controller that takes it for one all the same.
  judging.spoil = [](PlatformResult& r) {
    r.state = regs::State::Error;
    r.error = regs::Error::Parity;
    r.error_detail = static_cast<int>(regs::Memory::Stim);
  };
  EXPECT_THAT(judged(judging), HasSubstr("the controller reports the error PARITY, detail 0; the "
                                         "pins show no reason for one."));
}

}  // namespace
}  // namespace kintsugi
