// Bits are read with the formats of the specification.
#include "testbench/mismatch/meaning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testbench/mismatch/signals.h"

namespace kintsugi {
namespace {

using regs::ObsId;
using ::testing::HasSubstr;

class Meaning : public ::testing::Test {
 protected:
  Meaning() {
    program_.signature = {{2, 4}, {3, 1}};
    program_.features = 4;
    program_.project_shift = 7;
    program_.reject_distance = 1000;
  }
  std::string of(const std::string& signal, uint64_t value) {
    return meaning(signal, value, {program_, 5000, in_, side_});
  }
  tuning::TestProgram program_;
  ControllerInputs in_;
  Side side_;
};

TEST_F(Meaning, GainIsUq4_12AndOffsetIsSigned) {
  EXPECT_EQ(of("obs.applied_word", 0xFFFD'1800), "gain 1.5000 (UQ4.12), offset -3 accumulator LSB");
  EXPECT_EQ(of("obs.applied_word", 0x0003'1000), "gain 1.0000 (UQ4.12), offset 3 accumulator LSB");
}

TEST_F(Meaning, WordOnTheCfgPortIsReadByItsAddress) {
  side_.out.cfg_psel = 1;
  side_.out.cfg_paddr = regs::kTuneShadow + 4;
  EXPECT_EQ(of("cfg_paddr_o", regs::kTuneShadow + 4), "shadow of layer 1");
  EXPECT_THAT(of("cfg_pwdata_o", 0x1000), HasSubstr("gain 1.0000"));
  side_.out.cfg_paddr = regs::kTuneCommit;
  EXPECT_EQ(of("cfg_pwdata_o", 1), "commit");
}

TEST_F(Meaning, FeatureHasTheScaleOfTheProjection) {
  EXPECT_EQ(of("obs.feature_value", 0xFFFE),
            "-2 (s16) x 2^7 = -256 projection LSB, -1.000 weighted octaves");
  program_.log2_enabled = false;
  program_.linear_shift = 3;
  EXPECT_EQ(of("obs.feature_value", 2), "2 (s16) x 2^7 = 256 projection LSB of 2^3 statistic LSB");
}

TEST_F(Meaning, DistanceIsComparedWithTheRejectDistance) {
  EXPECT_EQ(of("obs.dist0", 250), "250 weighted feature LSB^2 (u48), 0.25 of the reject distance");
  program_.l1_distance = true;
  EXPECT_THAT(of("obs.dist1", 250), HasSubstr("feature LSB (u48)"));
}

TEST_F(Meaning, StatisticIsNamedByItsSlotAndHasItsLogarithm) {
  EXPECT_EQ(of("Stat[0]", 1024),
            "sum of layer 0: 1024 LSB of a signature value, log2 10.0000 (UQ5.8)");
  EXPECT_THAT(of("Stat[4]", 12), HasSubstr("active count of layer 1: 12 values above 0"));
  EXPECT_THAT(of("Stat[8]", 12), HasSubstr("sum of layer 1 channel 0: 12 LSB"));
  regs::obs_set<ObsId::stat_waddr>(side_.obs.data(), 7);
  EXPECT_THAT(of("obs.stat_wdata", 12), HasSubstr("sum of layer 0 channel 1: 12 LSB"));
}

TEST_F(Meaning, CyclesAreTimeToo) { EXPECT_EQ(of("obs.cyc_total", 200), "200 cycles, 1.000 us"); }

TEST_F(Meaning, WordsOfTheCodebookAreTold) {
  // groups 1, stride 1 + 2 + 1: header, two words of centroids, one tuned layer
  EXPECT_THAT(of("Codebook[0]", 0x04030201), HasSubstr("distance weights (u8) 1 2 3 4"));
  EXPECT_EQ(of("Codebook[5]", 1), "entry 1: REPAIR");
  EXPECT_THAT(of("Codebook[6]", 0xFFFF'0001), HasSubstr("entry 1: centroid, features 1 and -1"));
  EXPECT_THAT(of("Codebook[8]", 0x1000), HasSubstr("entry 1: gain 1.0000"));
}

TEST_F(Meaning, WordsOfMapsAndPredictorsAreTold) {
  program_.affine = program_.predict = true;
  program_.gain_shift = 5;
  program_.offset_shift = 9;
  program_.predict_shift = 3;
  // One group: the retest's row in words 1 and 2; entries of 1 + 2 + 1 + 2 + 4 words from word 3.
  EXPECT_EQ(of("Codebook[1]", 0xFF80), "AFTER, base -0.500 points (Q8.8)");
  EXPECT_EQ(of("Codebook[2]", 0x0403'02FF), "AFTER, slopes (s8) -1 2 3 4 of 2^-3 points (Q8.8)");
  EXPECT_EQ(of("Codebook[3]", 1), "entry 0: REPAIR");
  EXPECT_THAT(of("Codebook[16]", 0x1000), HasSubstr("entry 1: gain 1.0000"));
  EXPECT_EQ(of("Codebook[17]", 0x80FF),
            "entry 1: layer 0, slopes (s8) -1 -128 0 0 of 2^-5 octaves of gain (Q4.6)");
  EXPECT_EQ(of("Codebook[18]", 1), "entry 1: layer 0, slopes (s8) 1 0 0 0 of 2^-9 offset LSB");
  EXPECT_EQ(of("Codebook[19]", 0x180), "entry 1: NOW, base 1.500 points (Q8.8)");
  EXPECT_EQ(of("Codebook[22]", 1), "entry 1: FORECAST, slopes (s8) 1 0 0 0 of 2^-3 points (Q8.8)");
}

TEST_F(Meaning, WordsOfTheProjectionAreTold) {
  EXPECT_EQ(of("Proj[7]", 0x80FF), "weights (s8) -1 -128 0 0 of sum of layer 0 channel 1");
  EXPECT_EQ(of("Proj[11]", 0xFFFF'FFFE), "mean of feature 0: -2 projection LSB");
}

TEST_F(Meaning, RowsOfTheProjectionHoldNominalsWithScatter) {
  program_.scatter = true;
  EXPECT_EQ(of("Proj[14]", 0x80FF), "weights (s8) -1 -128 0 0 of sum of layer 0 channel 1");
  EXPECT_EQ(of("Proj[15]", 0x1234'FF80),
            "nominal (s16) -128 of sum of layer 0 channel 1, -0.5000 octaves");
  EXPECT_EQ(of("Proj[1]", 5), "no meaning, sum of layer 0 has no nominal");
  EXPECT_EQ(of("Proj[24]", 3), "weights (s8) 3 0 0 0 of scatter of layer 1");
  EXPECT_EQ(of("Proj[25]", 3), "no meaning, scatter of layer 1 has no nominal");
  EXPECT_EQ(of("Proj[27]", 9), "mean of feature 1: 9 projection LSB");
  program_.log2_enabled = false;
  EXPECT_EQ(of("Proj[15]", 0xFF80), "nominal (s16) -128 of sum of layer 0 channel 1");
}

TEST_F(Meaning, ReadDataAreNamedByTheAddressOfTheTransfer) {
  side_.out.csr_pready = 1;
  in_.csr_paddr = regs::kAppliedAddress + 4;
  EXPECT_EQ(of("csr_prdata_o", 0x1000),
            "APPLIED[1]: gain 1.0000 (UQ4.12), offset 0 accumulator LSB");
  in_.csr_paddr = regs::kIrqStatusAddress;
  EXPECT_EQ(of("csr_prdata_o", 3), "IRQ_STATUS: DONE and ERROR");
}

TEST_F(Meaning, EntryOfTheEventLogIsSpelledOut) {
  const uint64_t entry = 77 | uint64_t{2} << 32 | uint64_t{3} << 37 | uint64_t{1} << 50;
  EXPECT_EQ(of("Log[5]", entry), "cycle 77: PLAY -> COLLECT, error NONE, image 1, pass 0");
}

TEST_F(Meaning, WordsOfDownloadAndStoreAreTold) {
  EXPECT_EQ(of("Delta[3]", 5U << 18 | 2U << 8 | 0xFE), "row 5, column 2, delta -2 (s8)");
  side_.out.cfg_psel = 1;
  side_.out.cfg_paddr = regs::kSparseEntry + 4;
  EXPECT_EQ(of("cfg_pwdata_o", 0xFE), "row 0, column 0, delta -2 (s8)");
  // One word of codes, three outputs, a label.
  EXPECT_EQ(of("Store[5]", 0x21), "codes of channels 0 on of labelled image 1: 1 2 0 0 0 0 0 0");
  EXPECT_EQ(of("Store[7]", 0xFFFF'FFFF), "output 1 of labelled image 1: -1 accumulator LSB");
  regs::obs_set<ObsId::store_waddr>(side_.obs.data(), 9);
  EXPECT_EQ(of("obs.store_wdata", 0x13), "label of labelled image 1: 3");
}

TEST_F(Meaning, StatesOfLoopMonitorAndMemoriesHaveASentence) {
  EXPECT_EQ(of("obs.adapt_step", static_cast<uint64_t>(regs::AdaptStep::Update)),
            "the deltas are learned");
  EXPECT_EQ(of("obs.mon_step", static_cast<uint64_t>(regs::MonStep::Apply)), "the commit");
  EXPECT_EQ(of("obs.inject", 8 | static_cast<uint64_t>(regs::Memory::Delta)),
            "the next word written to DELTA is stored with bad parity");
  EXPECT_EQ(of("obs.inject", 0), "no memory is armed");
  for (const regs::ObsId id : {ObsId::adapt_step, ObsId::adapt_phase, ObsId::mon_step}) {
    const regs::ObsField& field = regs::kObsFields[static_cast<int>(id)];
    for (int value = 0; value < field.value_count; ++value) {
      EXPECT_NE(of(std::string("obs.") + field.name, static_cast<uint64_t>(value)),
                "no value of it");
    }
  }
}

TEST_F(Meaning, EverySignalCanBeAsked) {
  for (const Signal& signal : compared_signals()) {
    for (const uint64_t value : {uint64_t{0}, regs::detail::ones(signal.width)}) {
      of(signal.name, value);
    }
  }
}

}  // namespace
}  // namespace kintsugi
