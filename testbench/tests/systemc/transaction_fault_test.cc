// `--check transaction` passes nothing that is wrong: out of order, of another value, with another
// error.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/tests/systemc/tampered.h"

namespace kintsugi {
namespace {

using ::testing::HasSubstr;

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
              HasSubstr("image 0 was not played as it was loaded."));
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

}  // namespace
}  // namespace kintsugi
