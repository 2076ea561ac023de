// The rules of CHECK (section 8): each one broken alone, and the largest program that keeps them.
#include <gtest/gtest.h>

#include "testbench/tests/controller/broken_rule.h"
#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

class Rule : public testing::TestWithParam<BrokenRule> {};

TEST_P(Rule, IsRefusedWithItsNumberInTheLastCycleOfCheck) {
  Driver driver;
  load(driver, make_program(1));
  GetParam().spoil(driver);
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Error, 100));
  EXPECT_EQ(
      driver.read(kErrorAddress).data,
      kErrorCode.put(static_cast<uint32_t>(Error::BadConfig)) | kErrorDetail.put(GetParam().rule));
  EXPECT_EQ(driver.spans[driver.spans.size() - 2].cycles, 24U);
  EXPECT_EQ(driver.obs(ObsId::tag), 0U) << "no image began";
}

void counts(Driver& driver, Field field, uint32_t value) {
  put(driver, kCountsAddress, field, value);
}

// Stride and entries; predictors put two words before the first entry, affine map and predictor
// rows add two and four words to each.
void codebook_shape(Driver& driver, bool predict, bool affine, uint32_t stride, uint32_t entries) {
  put(driver, kModeAddress, kModePredictEn, predict ? 1 : 0);
  put(driver, kModeAddress, kModeAffineEn, affine ? 1 : 0);
  driver.write(kCbStrideAddress, stride);
  counts(driver, kCountsClusters, entries);
}

// The scatter of both layers with 12 features, in rows of four words: 4 S' + 12 <= 1024, S' = S
// + 2. Entries have eight words.
void scatter_shape(Driver& driver, uint32_t statistics) {
  put(driver, kModeAddress, kModeScatterEn, 1);
  counts(driver, kCountsFeatures, 12);
  driver.write(kCbStrideAddress, 8);
  put(driver, kLayerShapeAddress, kLayerShapeChannels, statistics - 8);
}

// The program has 3 images of 19 pixels, layers of 3 and 2 channels, 4 features, 4 entries.
const BrokenRule kBrokenRules[] = {
    {"NoImages", 1, [](Driver& d) { counts(d, kCountsImages, 0); }},
    {"TooManyImages", 1, [](Driver& d) { counts(d, kCountsImages, 17); }},
    {"OneLayer", 2, [](Driver& d) { counts(d, kCountsLayers, 1); }},
    {"TooManyLayers", 2, [](Driver& d) { counts(d, kCountsLayers, 9); }},
    {"NoFeatures", 3, [](Driver& d) { counts(d, kCountsFeatures, 0); }},
    {"TooManyFeatures", 3, [](Driver& d) { counts(d, kCountsFeatures, 17); }},
    {"NoClusters", 4, [](Driver& d) { counts(d, kCountsClusters, 0); }},
    {"TooManyClusters", 4, [](Driver& d) { counts(d, kCountsClusters, 65); }},
    {"NoPixels", 5, [](Driver& d) { d.write(kPixelsAddress, 0); }},
    {"TooManyPixels", 5, [](Driver& d) { d.write(kPixelsAddress, 8 * 341 + 1); }},
    {"MostPixels", 5, [](Driver& d) { d.write(kPixelsAddress, 0xFFFF); }},
    {"NoChannels", 6, [](Driver& d) { put(d, kLayerShapeAddress, kLayerShapeChannels, 0); }},
    {"NoBeats", 6, [](Driver& d) { put(d, kLayerShapeAddress + 4, kLayerShapeBeats, 0); }},
    {"TooManyStatistics", 7,
     [](Driver& d) { put(d, kLayerShapeAddress, kLayerShapeChannels, 256 - 8 + 1); }},
    {"TooLargeProjection", 8,
     [](Driver& d) {
       counts(d, kCountsFeatures, 16);  // 4 S + 16 <= 1024
       d.write(kCbStrideAddress, 10);
       put(d, kLayerShapeAddress, kLayerShapeChannels, 252 - 8 + 1);
     }},
    {"TooLargeProjectionWithScatter", 8, [](Driver& d) { scatter_shape(d, 252); }},
    {"NoRoomForNominals", 8,
     [](Driver& d) {
       scatter_shape(d, 200);
       counts(d, kCountsFeatures, 16);  // 5 S' + 16 <= 1024
       d.write(kCbStrideAddress, 10);
     }},
    {"TooManyStatisticsWithScatter", 7, [](Driver& d) { scatter_shape(d, 257); }},
    {"TooShortStride", 9, [](Driver& d) { d.write(kCbStrideAddress, 3); }},
    {"TooLargeCodebook", 10, [](Driver& d) { d.write(kCbStrideAddress, 256); }},
    {"TooShortStrideForPredictors", 9, [](Driver& d) { codebook_shape(d, true, false, 7, 4); }},
    {"TooShortStrideForMaps", 9, [](Driver& d) { codebook_shape(d, false, true, 5, 4); }},
    {"TooShortStrideForBoth", 9, [](Driver& d) { codebook_shape(d, true, true, 9, 4); }},
    {"NoRoomForTheRetestRow", 10, [](Driver& d) { codebook_shape(d, true, false, 1022, 1); }},
    {"TooLargeCodebookOfMaps", 10, [](Driver& d) { codebook_shape(d, true, true, 17, 61); }},
    {"NoImageTime", 11, [](Driver& d) { d.write(kImageTimeoutAddress, 0); }},
    {"NoTransferTime", 12, [](Driver& d) { put(d, kCfgLimitsAddress, kCfgLimitsTimeout, 0); }},
    {"GainLimitsCross", 13,
     [](Driver& d) {
       d.write(kGainLimitsAddress, kGainLimitsMin.put(0x8001) | kGainLimitsMax.put(0x8000));
     }},
    {"OffsetLimitsCross", 13,
     [](Driver& d) {
       d.write(kOffsetLimitsAddress, kOffsetLimitsMin.put(0) | kOffsetLimitsMax.put(0xFFFF));
     }},
    {"FirstRuleWins", 1,
     [](Driver& d) {
       d.write(kCountsAddress, 0);
       d.write(kPixelsAddress, 0);
     }},
};

INSTANTIATE_TEST_SUITE_P(Rules, Rule, testing::ValuesIn(kBrokenRules),
                         [](const testing::TestParamInfo<BrokenRule>& test) {
                           return std::string(test.param.what);
                         });

TEST(Rules, HoldAtTheirLimits) {
  const BrokenRule limits[] = {
      {"pixels", 0, [](Driver& d) { d.write(kPixelsAddress, 8 * 341); }},
      {"statistics", 0,
       [](Driver& d) { put(d, kLayerShapeAddress, kLayerShapeChannels, 256 - 8); }},
      {"projection with scatter", 0, [](Driver& d) { scatter_shape(d, 251); }},
      {"projection of scatter that is off", 0,
       [](Driver& d) {
         scatter_shape(d, 256);
         put(d, kModeAddress, kModeScatterEn, 0);
       }},
      {"scatter of most statistics", 0,
       [](Driver& d) {
         put(d, kModeAddress, kModeScatterEn, 1);
         put(d, kLayerShapeAddress, kLayerShapeChannels, 256 - 8);
       }},
      {"stride", 0, [](Driver& d) { d.write(kCbStrideAddress, 4); }},
      {"codebook", 0, [](Driver& d) { d.write(kCbStrideAddress, 255); }},
      {"stride with predictors", 0, [](Driver& d) { codebook_shape(d, true, false, 8, 4); }},
      {"stride with maps", 0, [](Driver& d) { codebook_shape(d, false, true, 6, 4); }},
      {"stride with both", 0, [](Driver& d) { codebook_shape(d, true, true, 10, 4); }},
      {"codebook without row", 0, [](Driver& d) { codebook_shape(d, false, true, 1023, 1); }},
      {"codebook with row", 0, [](Driver& d) { codebook_shape(d, true, true, 1021, 1); }},
      {"prediction", 0,
       [](Driver& d) {
         d.write(kShiftsAddress, ~0U);
         d.write(kLimitsTestAddress, 0x80007FFF);
         d.write(kLimitsJudgeAddress, 0x7FFF8000);
       }},
      {"gains", 0, [](Driver& d) { d.write(kGainLimitsAddress, 0x80008000); }},
      {"offsets", 0, [](Driver& d) { d.write(kOffsetLimitsAddress, 0x0000FFFF); }},
      {"shifts", 0,
       [](Driver& d) {
         put(d, kModeAddress, kModeLinearShift, 31);
         put(d, kModeAddress, kModeProjectShift, 31);
         put(d, kModeAddress, kModeScatterShift, 31);
       }},
  };
  for (const BrokenRule& limit : limits) {
    Driver driver;
    load(driver, make_program(1));
    limit.spoil(driver);
    start(driver);
    EXPECT_TRUE(driver.run_until(State::Play, 100)) << limit.what;
  }
}

TEST(Rules, LargestProgramRuns) {
  ProgramSizes sizes;
  sizes.images = 16;
  sizes.pixels = 512;
  sizes.channels = {20, 30, 40, 1, 60, 5, 62, 10};
  sizes.beats = {2, 1, 1, 30, 1, 3, 1, 1};
  sizes.features = 16;
  sizes.clusters = 60;
  const SmallProgram program = make_program(2, sizes);
  ASSERT_EQ(program.statistics(), 252);
  Driver driver;
  SmallProgram largest = program;
  largest.stride = 17;
  run_program(driver, largest);
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.obs(ObsId::dist0), expect(program, 0).distance);
  EXPECT_EQ(driver.obs(ObsId::dist1), expect(program, 1).distance);
  EXPECT_EQ(driver.cfg.active[6], expect(program, 0).tune_words[6]);
}

// Most projected statistics, and a projection that fills its memory to the last word.
// Each power of two that stride times entries can reach beyond the codebook.
TEST(Rules, ProductOfStrideAndEntriesDoesNotWrap) {
  for (uint32_t stride = 128; stride <= 512; stride *= 2) {
    for (uint32_t entries = 2048 / stride; entries <= kClusters; entries *= 2) {
      Driver driver;
      load(driver, make_program(1));
      driver.write(kCbStrideAddress, stride);
      counts(driver, kCountsClusters, entries);
      start(driver);
      ASSERT_TRUE(driver.run_until(State::Error, 100)) << stride << " x " << entries;
      EXPECT_EQ(kErrorDetail.get(driver.read(kErrorAddress).data), 10U)
          << stride << " x " << entries;
    }
  }
}

TEST(Rules, LargestScatterProgramsRun) {
  for (const auto& [features, channels] : {std::pair{8, 25}, std::pair{12, 14}}) {
    ProgramSizes sizes;
    sizes.images = 2;
    sizes.channels = {20, 30, 40, 1, 50, 5, 61, channels};
    sizes.beats = {2, 1, 1, 3, 1, 3, 1, 1};
    sizes.features = features;
    const SmallProgram program = with_scatter(make_program(2, sizes), 2);
    EXPECT_EQ(program.projected(), features == 8 ? 240 + 24 : 1012 / 4);
    Driver driver;
    run_program(driver, program);
    ASSERT_EQ(driver.state(), State::Done);
    EXPECT_EQ(driver.obs(ObsId::dist0), expect(program, 0).distance);
    EXPECT_EQ(driver.obs(ObsId::dist1), expect(program, 1).distance);
  }
}

TEST(Rules, LargestAffineProgramRuns) {
  ProgramSizes sizes;
  sizes.channels = {2, 1, 1, 3, 1, 1, 2, 1};
  sizes.beats = {1, 1, 2, 1, 1, 1, 1, 1};
  sizes.features = 16;
  sizes.clusters = 12;  // of 1 + 8 + 7 + 2 * 4 * 7 + 2 * 5 words
  SmallProgram program = make_program(2, sizes);
  program.stride = 16;
  program = with_predictors(with_maps(program, 2), 2);
  ASSERT_EQ(program.stride, 82);
  program.ship_limit = INT16_MAX;
  program.fallbacks = 11;
  Driver driver;
  run_program(driver, program);
  const ExpectedRun run = expect_run(program, std::vector<uint32_t>(7, 0));
  EXPECT_EQ(run.repairs.size(), 12U);
  expect_done(driver, program, run);
}

}  // namespace
}  // namespace kintsugi::controller_test
