// Rules 14 to 18 of CHECK, and which rules count for a download (docs/controller.md, section 8).
#include <gtest/gtest.h>

#include "testbench/tests/controller/broken_rule.h"
#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

constexpr uint32_t kHidden = kLayerShapeAddress + 4;  // layer L - 2 of three
constexpr uint32_t kLast = kLayerShapeAddress + 8;

// The program has 5 images of 11 pixels from image 2 or 3 on, layers of 2, 11 and 3 channels, 9
// entries, 2 of them not learned: 6 words of STORE an image.
const BrokenRule kRules[] = {
    {"TooManyWords", 14, [](Driver& d) { put(d, kAdaptCountAddress, kAdaptCountCount, 257); }},
    {"MostWords", 0, [](Driver& d) { put(d, kAdaptCountAddress, kAdaptCountCount, 256); }},
    {"FirstBehindTheEnd", 14,
     [](Driver& d) { put(d, kAdaptCountAddress, kAdaptCountLoopFirst, 10); }},
    {"NothingToLearn", 18, [](Driver& d) { put(d, kAdaptCountAddress, kAdaptCountLoopFirst, 9); }},
    {"OneToLearn", 0, [](Driver& d) { put(d, kAdaptCountAddress, kAdaptCountLoopFirst, 8); }},
    {"NoImages", 15, [](Driver& d) { put(d, kAdaptImagesAddress, kAdaptImagesCount, 0); }},
    {"TooManyImages", 15, [](Driver& d) { put(d, kAdaptImagesAddress, kAdaptImagesCount, 17); }},
    {"MostImages", 0, [](Driver& d) { put(d, kAdaptImagesAddress, kAdaptImagesCount, 16); }},
    {"ImagesBehindTheMemory", 15,
     [](Driver& d) {
       put(d, kPixelsAddress, kPixelsCount, 8 * 8);  // 128 images fit
       put(d, kAdaptImagesAddress, kAdaptImagesFirst, 124);
     }},
    {"ImagesUpToTheEnd", 0,
     [](Driver& d) {
       put(d, kPixelsAddress, kPixelsCount, 8 * 8);
       put(d, kAdaptImagesAddress, kAdaptImagesFirst, 123);
     }},
    {"LastLayerOfTwoBeats", 16, [](Driver& d) { put(d, kLast, kLayerShapeBeats, 2); }},
    {"HiddenLayerOfTwoBeats", 16, [](Driver& d) { put(d, kHidden, kLayerShapeBeats, 2); }},
    {"OneOutput", 16, [](Driver& d) { put(d, kLast, kLayerShapeChannels, 1); }},
    {"TooManyOutputs", 16, [](Driver& d) { put(d, kLast, kLayerShapeChannels, 17); }},
    {"MostOutputs", 0, [](Driver& d) { put(d, kLast, kLayerShapeChannels, 16); }},
    {"TooManyAnswers", 17,
     [](Driver& d) { put(d, kHidden, kLayerShapeChannels, 8 * 48); }},  // 5 x 52 words
    {"MostAnswers", 0,
     [](Driver& d) { put(d, kHidden, kLayerShapeChannels, 8 * 47); }},  // 5 x 51 words
    {"OneCodeTooMany", 17, [](Driver& d) { put(d, kHidden, kLayerShapeChannels, 8 * 47 + 1); }},
    {"Rule14Before15", 14,
     [](Driver& d) {
       d.write(kAdaptImagesAddress, 0);
       d.write(kAdaptCountAddress, kAdaptCountLoopFirst.put(1));
     }},
    {"Rule15Before16", 15,
     [](Driver& d) {
       d.write(kAdaptImagesAddress, 0);
       put(d, kLast, kLayerShapeBeats, 2);
     }},
    {"Rule16Before18", 16,
     [](Driver& d) {
       put(d, kAdaptCountAddress, kAdaptCountLoopFirst, 9);
       put(d, kLast, kLayerShapeBeats, 2);
     }},
    {"Rule17Before18", 17,
     [](Driver& d) {
       put(d, kAdaptCountAddress, kAdaptCountLoopFirst, 9);
       put(d, kHidden, kLayerShapeChannels, 1000);
     }},
    {"Rule13Before14", 13,
     [](Driver& d) {
       d.write(kGainLimitsAddress, kGainLimitsMin.put(2) | kGainLimitsMax.put(1));
       put(d, kAdaptCountAddress, kAdaptCountCount, 257);
     }},
};

void expect_rule(Driver& driver, uint32_t rule) {
  if (rule == 0) {
    ASSERT_TRUE(driver.run_until(State::Load, 100) || driver.run_until(State::Play, 100));
    return;
  }
  ASSERT_TRUE(driver.run_until(State::Error, 100));
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(Error::BadConfig)) | kErrorDetail.put(rule));
  EXPECT_EQ(driver.spans[driver.spans.size() - 2].cycles, 24U);
  EXPECT_EQ(driver.cfg.transfers, 0);
}

class LoopRule : public testing::TestWithParam<BrokenRule> {};

TEST_P(LoopRule, IsCheckedForAdapt) {
  Driver driver;
  load(driver, make_loop_program(1));
  GetParam().spoil(driver);
  adapt(driver);
  expect_rule(driver, GetParam().rule);
}

TEST_P(LoopRule, IsCheckedForATestThatMayGoOnToAdapt) {
  LoopProgram program = make_loop_program(1);
  program.automatic = true;
  Driver driver;
  load(driver, program);
  GetParam().spoil(driver);
  start(driver);
  driver.run_until(GetParam().rule == 0 ? State::Play : State::Error, 100);
  const uint64_t found = driver.obs(ObsId::error_detail);
  const bool too_large = found == 7 || found == 8;  // for a test, whatever the loop is like
  if (!too_large) {
    EXPECT_EQ(found, GetParam().rule);
    EXPECT_EQ(driver.state(), GetParam().rule == 0 ? State::Play : State::Error);
  }
}

TEST_P(LoopRule, DoesNotCountForAPlainTest) {
  Driver driver;
  load(driver, make_loop_program(1));
  GetParam().spoil(driver);
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Play, 100) || driver.state() == State::Error);
  if (driver.state() == State::Error) {
    EXPECT_LT(driver.obs(ObsId::error_detail), 14U);
  }
}

// Without the loop only rule 14 is left of them.
TEST_P(LoopRule, OfTheLoopDoesNotCountForADownload) {
  LoopProgram program = make_loop_program(1);
  program.loop = false;
  Driver driver;
  load(driver, program);
  GetParam().spoil(driver);
  adapt(driver);
  expect_rule(driver, GetParam().rule > 14 ? 0 : GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(Rules, LoopRule, testing::ValuesIn(kRules),
                         [](const testing::TestParamInfo<BrokenRule>& test) {
                           return std::string(test.param.what);
                         });

TEST(LoopRules, DownloadNeedsRulesOfTheAcceleratorOnly) {
  const BrokenRule rules[] = {
      {"images", 0, [](Driver& d) { put(d, kCountsAddress, kCountsImages, 0); }},
      {"many images", 0, [](Driver& d) { put(d, kCountsAddress, kCountsImages, 255); }},
      {"no layer", 2, [](Driver& d) { put(d, kCountsAddress, kCountsLayers, 0); }},
      {"layers", 2, [](Driver& d) { put(d, kCountsAddress, kCountsLayers, 1); }},
      {"many layers", 2, [](Driver& d) { put(d, kCountsAddress, kCountsLayers, 15); }},
      {"features", 0, [](Driver& d) { put(d, kCountsAddress, kCountsFeatures, 31); }},
      {"clusters", 0, [](Driver& d) { put(d, kCountsAddress, kCountsClusters, 0); }},
      {"pixels", 5, [](Driver& d) { d.write(kPixelsAddress, 0); }},
      {"channels", 6, [](Driver& d) { put(d, kHidden, kLayerShapeChannels, 0); }},
      {"beats", 6, [](Driver& d) { put(d, kLayerShapeAddress, kLayerShapeBeats, 0); }},
      {"statistics", 0, [](Driver& d) { put(d, kLayerShapeAddress, kLayerShapeChannels, 1000); }},
      {"stride", 0, [](Driver& d) { d.write(kCbStrideAddress, 0); }},
      {"codebook", 0, [](Driver& d) { d.write(kCbStrideAddress, 1023); }},
      {"image time", 11, [](Driver& d) { d.write(kImageTimeoutAddress, 0); }},
      {"transfer time", 12, [](Driver& d) { put(d, kCfgLimitsAddress, kCfgLimitsTimeout, 0); }},
      {"offsets", 13, [](Driver& d) { d.write(kOffsetLimitsAddress, 0x8000FFFF); }},
  };
  for (const BrokenRule& rule : rules) {
    SCOPED_TRACE(rule.what);
    Driver driver;
    load(driver, make_loop_program(1));
    rule.spoil(driver);
    adapt(driver);
    expect_rule(driver, rule.rule);
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
