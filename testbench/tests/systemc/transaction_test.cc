// `--check transaction` passes what is right at any time, and nothing that is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/checkers/transaction_checker.h"
#include "testbench/tests/systemc/controllers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A right controller whose pins are tampered with.
class Tampered : public ReferenceAsController {
 public:
  using Inputs = std::function<void(ControllerInputs&)>;
  using Outputs = std::function<void(const ControllerInputs&, ControllerOutputs&)>;

  explicit Tampered(Outputs outputs, Inputs inputs = {}, ReferenceFault fault = {})
      : ReferenceAsController(fault), outputs_(std::move(outputs)), inputs_(std::move(inputs)) {}

  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    ControllerInputs seen = in;
    if (inputs_) inputs_(seen);
    ReferenceAsController::step(seen, out);
    if (outputs_ && in.rst_n != 0) outputs_(in, out);
  }

 private:
  Outputs outputs_;
  Inputs inputs_;
};

// A transfer of its own on the cfg port, begun when `when` holds and the port is idle.
class Intruder : public ReferenceAsController {
 public:
  using When = std::function<bool(const ControllerOutputs&)>;

  Intruder(uint16_t address, uint32_t data, When when)
      : address_(address), data_(data), when_(std::move(when)) {}

  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    ControllerInputs seen = in;
    if (phase_ != 0) seen.cfg_pready = 0;
    ReferenceAsController::step(seen, out);
    const bool now = when_(out) && in.rst_n != 0 && out.cfg_psel == 0;
    if (phase_ == 0 && !done_ && now) {
      phase_ = 1;
    } else if (phase_ == 1) {
      phase_ = 2;
    } else if (phase_ == 2 && in.cfg_pready != 0) {
      phase_ = 0;
      done_ = true;
    }
    if (phase_ == 0) return;
    out.cfg_psel = 1;
    out.cfg_penable = phase_ == 2 ? 1 : 0;
    out.cfg_pwrite = 1;
    out.cfg_paddr = address_;
    out.cfg_pwdata = data_;
    out.cfg_pstrb = 0xF;
  }

 private:
  uint16_t address_;
  uint32_t data_;
  When when_;
  int phase_ = 0;  // 1 SETUP, 2 ACCESS
  bool done_ = false;
};

// What the checker says of a controller; empty when it passes.
std::string judged(ControllerModel& controller, const tuning::TestProgram& program,
                   SyntheticRun run = {}) {
  run.transactions = true;
  return in_child([&] {
    ControllerReference unused;
    return sentences(run_synthetic(program, run, controller, unused).verdict);
  });
}

std::string judged_outputs(const Tampered::Outputs& outputs, const SyntheticRun& run = {}) {
  Tampered controller(outputs);
  return judged(controller, every_die_repaired(9), run);
}

// Spoils what is read at an address of the csr port.
Tampered::Outputs spoilt_read(uint16_t address, uint32_t bits) {
  return [=](const ControllerInputs& in, ControllerOutputs& out) {
    const bool here = in.csr_pwrite == 0 && in.csr_paddr == address && out.csr_pready != 0;
    if (here) out.csr_prdata ^= bits;
  };
}

// --- What is right passes ------------------------------------------------------------------------

class TransactionRightRuns : public ::testing::TestWithParam<uint64_t> {};

SyntheticRun hesitant(uint64_t seed) {
  SyntheticRun run;
  run.seed = seed;
  run.options.retest = seed % 4 != 0;
  run.options.csr_gap = random_stall(seed, 21, 30);
  run.options.stim_stall = random_stall(seed, 22, 40);
  run.options.sig_stall = random_stall(seed, 23, 40);
  run.options.cfg_wait = random_stall(seed, 24, 40);
  return run;
}

TEST_P(TransactionRightRuns, OfRandomProgramsPassBehindBackPressure) {
  ReferenceAsController controller;
  EXPECT_EQ(judged(controller, random_program(GetParam()), hesitant(GetParam())), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, TransactionRightRuns, ::testing::Range(uint64_t{1}, uint64_t{25}));

// Whatever goes wrong outside, the error that follows from it is right.
TEST(TransactionRightRun, PassesWithEveryErrorItHasAReasonFor) {
  const tuning::TestProgram program = every_die_repaired(9);
  const auto passes = [&](const std::function<void(SyntheticRun&)>& change) {
    SyntheticRun run;
    run.options.cfg_timeout = 40;
    run.options.image_timeout = 4000;
    run.limits.image_timeout = 4000;
    change(run);
    ReferenceAsController controller;
    EXPECT_EQ(judged(controller, program, run), "");
  };
  const auto bus = [&](BusFault::Kind kind, uint64_t address, uint32_t times) {
    passes([&](SyntheticRun& run) { run.options.cfg_fault = {kind, address, times}; });
  };
  for (uint16_t address : {regs::kTuneShadow, regs::kTuneCommit}) {
    bus(BusFault::Kind::ErrorResponse, address, UINT32_MAX);
    bus(BusFault::Kind::Hang, address, UINT32_MAX);
  }
  bus(BusFault::Kind::FlippedRead, regs::kTuneShadow, UINT32_MAX);
  bus(BusFault::Kind::FlippedRead, regs::kTuneShadow, 2);  // two retries, no error
  passes([](SyntheticRun& run) { run.misframed = [](uint64_t image) { return image == 0; }; });
  passes([](SyntheticRun& run) { run.silent = [](uint64_t image) { return image == 0; }; });
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
              HasSubstr("own share in pass 2 exceeds controller.limit_own = 20000 cycles a pass"));
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

// --- Order of traffic ----------------------------------------------------------------------------

constexpr uint32_t kSomeWord = 0x1000;

TEST(TransactionOrder, ShadowWrittenOutsideARepair) {
  Intruder early(regs::kTuneShadow, kSomeWord, [](const auto& out) { return out.stim_valid != 0; });
  EXPECT_THAT(judged(early, every_die_repaired(9)),
              HasSubstr("cfg writes shadow of layer 0 outside a repair."));
  Intruder idle(regs::kTuneShadow, kSomeWord, [](const auto&) { return true; });
  EXPECT_THAT(judged(idle, every_die_repaired(9)),
              HasSubstr("cfg writes shadow of layer 0 outside a test."));
}

TEST(TransactionOrder, SecondCommit) {
  Intruder twice(regs::kTuneCommit, 1, [in_commit = false](const ControllerOutputs& out) mutable {
    const bool was = in_commit;
    in_commit = out.cfg_psel != 0 && out.cfg_paddr == regs::kTuneCommit;
    return was && !in_commit;
  });
  EXPECT_THAT(judged(twice, every_die_repaired(9)),
              HasSubstr("cfg writes commit outside a repair."));
}

TEST(TransactionOrder, LayersInAnotherOrder) {
  const auto swapped = [](const auto&, ControllerOutputs& out) {
    const bool shadow = out.cfg_psel != 0 && out.cfg_paddr < regs::kTuneShadow + 8;
    if (shadow) out.cfg_paddr ^= 4U;
  };
  for (uint64_t seed = 1;; ++seed) {
    const tuning::TestProgram program = every_die_repaired(seed);
    if (program.layers() < 3) continue;
    Tampered controller(swapped);
    EXPECT_THAT(
        judged(controller, program),
        HasSubstr(
            "cfg writes shadow of layer 1; the writing of the shadow of layer 0 comes next."));
    return;
  }
}

TEST(TransactionOrder, CommitOfAnotherWord) {
  EXPECT_THAT(judged_outputs([](const auto&, auto& out) {
                if (out.cfg_psel != 0 && out.cfg_paddr == regs::kTuneCommit) out.cfg_pwdata = 3;
              }),
              HasSubstr("cfg commits with another word than 1."));
}

TEST(TransactionOrder, TagThatDoesNotCount) {
  const auto program = every_die_repaired(seed_with_entries(4));
  uint8_t tag = 0;
  Tampered controller(
      [&](const auto&, ControllerOutputs& out) {
        if (out.stim_valid == 0) return;
        tag = out.stim_tag;
        out.stim_tag = 7;
      },
      [&](ControllerInputs& in) {
        if (in.sig_valid != 0) in.sig_tag = tag;
      });
  EXPECT_THAT(judged(controller, program), HasSubstr("has the tag 7; the one before had 7."));
}

// --- Values --------------------------------------------------------------------------------------

TEST(TransactionValues, WrongPixel) {
  EXPECT_THAT(judged_outputs([](const auto&, auto& out) {
                if (out.stim_valid != 0) out.stim_data ^= 1U;
              }),
              HasSubstr("image 0 was not played as the test program has it."));
}

// The accelerator holds another word, and what is read back is made to look right.
TEST(TransactionValues, WrongWordInAShadowRegister) {
  uint32_t shown = 0;
  Tampered controller(
      [&](const auto&, ControllerOutputs& out) {
        const bool shadow = out.cfg_psel != 0 && out.cfg_paddr < regs::kTuneCommit;
        shown = shadow && out.cfg_pwrite == 0 ? 2 : 0;
        if (shadow && out.cfg_pwrite != 0) out.cfg_pwdata ^= 2U;
      },
      [&](ControllerInputs& in) {
        if (in.cfg_pready != 0) in.cfg_prdata ^= shown;
      });
  EXPECT_THAT(judged(controller, every_die_repaired(9)),
              HasSubstr("word written to layer 0 of setting 0: the controller reports "));
}

TEST(TransactionValues, WrongDecision) {
  EXPECT_THAT(judged_outputs(spoilt_read(regs::kStatusAddress, regs::kStatusDecision.put(2))),
              HasSubstr("decision: the controller reports "));
}

TEST(TransactionValues, CounterThatLies) {
  EXPECT_THAT(judged_outputs(spoilt_read(regs::kCycTotalAddress, 0x40)),
              HasSubstr("counter CYC_TOTAL: the controller reports "));
  EXPECT_THAT(judged_outputs(spoilt_read(regs::kCycOwnAddress, 0x1000)),
              HasSubstr("counter CYC_OWN: the controller reports "));
}

// --- Errors --------------------------------------------------------------------------------------

std::string judged_misframed(const Tampered::Outputs& outputs) {
  SyntheticRun run;
  run.misframed = [](uint64_t image) { return image == 0; };
  return judged_outputs(outputs, run);
}

TEST(TransactionErrors, WithoutAReason) {
  const auto error =
      static_cast<uint32_t>(regs::State::Done) ^ static_cast<uint32_t>(regs::State::Error);
  EXPECT_THAT(judged_outputs(spoilt_read(regs::kStatusAddress, error)),
              HasSubstr("reports the error NONE, detail 0; the pins show no reason for one."));
}

TEST(TransactionErrors, WithAnotherReason) {
  EXPECT_THAT(judged_misframed(spoilt_read(regs::kErrorAddress, 1)),
              HasSubstr("the pins show a reason for FRAMING, detail 2."));
}

TEST(TransactionErrors, ThatAreNotReported) {
  const auto done =
      static_cast<uint32_t>(regs::State::Done) ^ static_cast<uint32_t>(regs::State::Error);
  EXPECT_THAT(judged_misframed(spoilt_read(regs::kStatusAddress, done)),
              HasSubstr("reports DONE; the pins show a reason for the error FRAMING, detail 2."));
}

TEST(TransactionErrors, WithoutAFlush) {
  EXPECT_THAT(judged_misframed([](const auto&, auto& out) { out.flush = 0; }),
              HasSubstr("flush_o did not rise with the error."));
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
  TransactionChecker checker(controller, 5000, program, {}, {});
  EXPECT_THAT(checker.finish({}).mismatches, ::testing::Not(IsEmpty()));
}

}  // namespace
}  // namespace kintsugi
