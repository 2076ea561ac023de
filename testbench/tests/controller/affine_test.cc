// The piecewise affine codebook: what WRITE makes of an entry's map (sections 3 and 7.6).
#include <gtest/gtest.h>

#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// One entry and two features, one of which moves the gain and one the offset of layer 0.
SmallProgram moving(int gain_sum, int offset_sum, int gain_shift, int offset_shift) {
  ProgramSizes sizes;
  sizes.clusters = 1;
  sizes.features = 2;
  SmallProgram program = with_maps(make_program(4, sizes), 4);
  const std::vector<int16_t> features = features_of(program, 0);
  CodebookEntry& entry = program.codebook[0];
  entry.centroid[0] = static_cast<int16_t>(features[0] - gain_sum);
  entry.centroid[1] = static_cast<int16_t>(features[1] - offset_sum);
  entry.gain_slopes[0] = {1, 0};
  entry.offset_slopes[0] = {0, 1};
  program.gain_shift = gain_shift;
  program.offset_shift = offset_shift;
  return program;
}

uint32_t written(SmallProgram program, uint32_t base) {
  program.codebook[0].tune_words[0] = base;
  Driver driver;
  run_program(driver, program);
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.read(kAppliedAddress).data, driver.cfg.active[0]);
  return driver.cfg.active[0];
}

// 2^(o / 64) of gain 1 for the octaves used here: 4277 at 4, 4186 at 2, 4052 at -1, 4008 at -2,
// 3965 at -3.
TEST(Affine, GainMovesInOctavesAndOffsetByItsSum) {
  EXPECT_EQ(written(moving(16, -8, 2, 1), 0x00641000), 0x00600000U | 4277);
  EXPECT_EQ(written(moving(64, 0, 0, 0), 0x00641234), 0x00642468U) << "one octave doubles";
  EXPECT_EQ(written(moving(-128, 0, 0, 0), 0x00641234), 0x0064048DU) << "two less quarter";
  EXPECT_EQ(written(moving(-64, 0, 0, 0), 0x00640003), 0x00640002U) << "halves round up";
  EXPECT_EQ(written(moving(500, 0, 0, 0), 0x00640000), 0x00640000U) << "gain 0 stays";
}

TEST(Affine, RoundsHalvesUpForNegativeSumsToo) {
  EXPECT_EQ(written(moving(-3, -3, 1, 1), 0x00641000), 0x00630000U | 4052);  // -1.5 gives -1
  EXPECT_EQ(written(moving(-7, -5, 2, 2), 0x00641000), 0x00630000U | 4008);  // -1.75 and -1.25
  EXPECT_EQ(written(moving(3, 1, 1, 1), 0x00641000), 0x00650000U | 4186);    // 1.5 and 0.5
  EXPECT_EQ(written(moving(-3, 5, 0, 0), 0x00641000), 0x00690000U | 3965);
  EXPECT_EQ(written(moving(-1, 1, 31, 31), 0x00641000), 0x00641000U);
}

TEST(Affine, OctavesSaturateAtTheirFormat) {
  for (const int below : {-512, -513, -1000}) {
    EXPECT_EQ(written(moving(below, 0, 0, 0), 0x00001080), 0x00000011U) << "2^-8, 16.5 rounds up";
  }
  for (const int above : {511, 512, 1000}) {  // (5 * 8104 + 16) >> 5
    EXPECT_EQ(written(moving(above, 0, 0, 0), 0x00000005), 1266U);
  }
  EXPECT_EQ(written(moving(510, 0, 0, 0), 0x00000005), 1253U) << "(5 * 8016 + 16) >> 5";
  EXPECT_EQ(written(moving(1023, 0, 1, 0), 0x00000005), 1266U) << "511.5 rounds up to 512";
}

TEST(Affine, GainAndOffsetBeyond16BitsAreClampedNotWrapped) {
  EXPECT_EQ(written(moving(1, 0, 0, 0), 0x0000FFFA), 0x0000FFFFU);
  EXPECT_EQ(written(moving(64, 0, 0, 0), 0x00008000), 0x0000FFFFU);
  EXPECT_EQ(written(moving(511, 0, 0, 0), 0x0000FFFF), 0x0000FFFFU);
  EXPECT_EQ(written(moving(0, -10, 0, 0), 0x80051000), 0x80001000U);
  EXPECT_EQ(written(moving(0, 10, 0, 0), 0x7FFA1000), 0x7FFF1000U);
}

TEST(Affine, LimitsHoldAfterTheMap) {
  SmallProgram program = moving(-64, 10, 0, 0);
  program.gain_min = 0x0801;
  program.gain_max = 0x0900;
  program.offset_min = -3;
  program.offset_max = 9;
  EXPECT_EQ(written(program, 0x00001000), 0x00090801U);
  EXPECT_EQ(written(program, 0xFFF41004), 0xFFFE0802U) << "-12 + 10 and 0x1004 / 2, both inside";
  EXPECT_EQ(written(program, 0xFFF01202), 0xFFFD0900U);
}

TEST(Affine, KeepsEveryBitOfTheLargestSums) {
  ProgramSizes sizes;
  sizes.clusters = 1;
  sizes.features = 16;
  SmallProgram program = with_maps(make_program(4, sizes), 4);
  const std::vector<int16_t> features = features_of(program, 0);
  for (size_t d = 0; d < 16; ++d) {
    const bool high = features[d] > 0;
    program.codebook[0].centroid[d] = high ? INT16_MIN : INT16_MAX;
    program.codebook[0].gain_slopes[0][d] = high ? int8_t{127} : int8_t{-128};
    program.codebook[0].offset_slopes[0][d] = high ? int8_t{-128} : int8_t{127};
  }
  program.codebook[0].tune_words[0] = 0x00641000;
  for (const int shift : {0, 11, 12, 13}) {
    program.gain_shift = shift + 6;  // of octaves on both sides of saturation
    program.offset_shift = shift + 1;
    EXPECT_EQ(written(program, 0x00641000), setting_of(program, 0)[0]) << "shift " << shift;
  }
}

class AffineProgram : public testing::TestWithParam<uint32_t> {};

TEST_P(AffineProgram, SettingEqualsDirectComputation) {
  ProgramSizes sizes;
  sizes.features = 1 + static_cast<int>(GetParam() % 16);
  sizes.clusters = 1 + static_cast<int>(GetParam() % 3);
  sizes.channels = {2, 1, 3};
  sizes.beats = {1, 2, 1};
  SmallProgram program = with_maps(make_program(GetParam(), sizes), GetParam());
  if (GetParam() % 2 == 0) {
    program.gain_max = 0x1800;
    program.offset_min = -4000;
  }
  program.retest = GetParam() % 3 != 0;
  if (GetParam() % 4 == 0) program = with_scatter(program, GetParam());
  Driver driver;
  run_program(driver, program);
  expect_done(driver, program, expect_run(program, {0, 0}));
}

INSTANTIATE_TEST_SUITE_P(Seeds, AffineProgram, testing::Range(1U, 33U));

TEST(Affine, WriteReadsCentroidBaseAndSlopesInTheirCycles) {
  ProgramSizes sizes;
  sizes.features = 5;
  sizes.channels = {2, 1, 1};
  sizes.beats = {1, 1, 1};
  const SmallProgram program = with_maps(make_program(9, sizes), 9);
  const int entry = program.entry_word(expect(program, 0).best);
  std::vector<std::pair<WriterStep, int>> expected;
  for (int h = 0; h < 3; ++h) expected.emplace_back(WriterStep::Centre, entry + 1 + h);
  expected.emplace_back(WriterStep::Centre, -1);
  for (int l = 0; l < 2; ++l) {
    expected.emplace_back(WriterStep::Fetch, entry + 1 + 3 + l);
    for (int n = 0; n < 4; ++n) {
      expected.emplace_back(WriterStep::Slopes, entry + 1 + 3 + 2 + 4 * l + n);
    }
    expected.insert(expected.end(), 2, {WriterStep::Slopes, -1});
    expected.emplace_back(WriterStep::Load, -1);
  }
  std::vector<std::pair<WriterStep, int>> seen;
  Driver driver;
  auto before = WriterStep::None;
  driver.on_cycle = [&] {
    const bool read = driver.obs(ObsId::cb_re) != 0;
    const bool of_map = before == WriterStep::Centre || before == WriterStep::Fetch ||
                        before == WriterStep::Slopes || before == WriterStep::Load;
    const int address = read ? static_cast<int>(driver.obs(ObsId::cb_raddr)) : -1;
    if (of_map) seen.emplace_back(before, address);
    if (before == WriterStep::Centre) {
      EXPECT_EQ(driver.obs(ObsId::writer_layer), 0U);
    }
    before = static_cast<WriterStep>(driver.obs(ObsId::writer_step));
  };
  run_program(driver, program);
  EXPECT_EQ(seen, expected);
}

TEST(Affine, RewriteAfterAWrongReadBackSendsTheSameWord) {
  const SmallProgram program = with_maps(make_program(20), 20);
  Driver driver;
  driver.manner.wrong_reads = 3;
  run_program(driver, program);
  expect_done(driver, program, expect_run(program, {0}));
  EXPECT_EQ(driver.cfg.transfers, 2 + 2 * 3 + 1);
}

}  // namespace
}  // namespace kintsugi::controller_test
