// The gain of an affine map against the formula, for every number of octaves.
#include <Vgain_scale.h>
#include <gtest/gtest.h>
#include <verilated.h>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "models/tuning/algorithm.h"

namespace kintsugi {
namespace {

class GainScale : public ::testing::Test {
 protected:
  GainScale() : top_(std::make_unique<Vgain_scale>(&context_)) {
    context_.fatalOnError(false);
    clock();
    top_->rst_ni = 1;
  }
  ~GainScale() override { top_->final(); }

  void clock() {
    top_->clk_i = 0;
    top_->eval();
    top_->clk_i = 1;
    top_->eval();
  }

  void restart() {
    top_->restart_i = 1;
    clock();
    top_->restart_i = 0;
  }

  // A cycle that takes octaves before they are saturated.
  void take(int64_t octaves) {
    top_->take_i = 1;
    top_->octaves_i = static_cast<uint64_t>(octaves) & ((uint64_t{1} << 34) - 1);
    clock();
    top_->take_i = 0;
    top_->octaves_i = 0;
  }

  // The gain in a cycle that wants it.
  uint32_t gain(uint16_t base) {
    top_->value_i = 1;
    top_->base_i = base;
    top_->eval();
    const uint32_t result = top_->gain_o;
    top_->value_i = 0;
    return result;
  }

  VerilatedContext context_;
  std::unique_ptr<Vgain_scale> top_;
};

std::vector<uint16_t> bases() {
  std::vector<uint16_t> result = {0, 1, 2, 3, 4095, 4096, 4097, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF};
  std::mt19937 random(2);
  while (result.size() < 200) result.push_back(static_cast<uint16_t>(random()));
  return result;
}

TEST_F(GainScale, IsTheFormulaForEveryNumberOfOctaves) {
  for (int octaves = -512; octaves <= 511; ++octaves) {
    take(octaves);
    for (const uint16_t base : bases()) {
      ASSERT_EQ(gain(base), tuning::scaled_gain(base, octaves)) << octaves << " of " << base;
    }
  }
  EXPECT_FALSE(context_.gotError());
}

TEST_F(GainScale, SaturatesTheOctaves) {
  constexpr int64_t kMost = (int64_t{1} << 33) - 1;
  for (const int64_t octaves : {int64_t{512}, int64_t{1023}, int64_t{1024}, kMost}) {
    take(octaves);
    EXPECT_EQ(gain(0xFFFF), tuning::scaled_gain(0xFFFF, 511)) << octaves;
    take(-octaves - 1);
    EXPECT_EQ(gain(0xFFFF), tuning::scaled_gain(0xFFFF, -512)) << -octaves - 1;
  }
}

TEST_F(GainScale, IsTheBaseBehindARestart) {
  take(511);
  restart();
  for (const uint16_t base : bases()) EXPECT_EQ(gain(base), base);
}

TEST_F(GainScale, KeepsTheOctavesAndIsZeroUnwanted) {
  take(-77);
  top_->octaves_i = 12;
  for (int i = 0; i < 3; ++i) clock();
  EXPECT_EQ(top_->gain_o, 0U);
  EXPECT_EQ(gain(5000), tuning::scaled_gain(5000, -77));
}

TEST_F(GainScale, WantingAGainThatNeverBeganFailsAnAssertionThatNamesItself) {
  ::testing::internal::CaptureStdout();
  top_->value_i = 1;
  clock();
  const std::string message = ::testing::internal::GetCapturedStdout();
  EXPECT_TRUE(context_.gotError());
  EXPECT_NE(message.find("gain_scale.FactorTaken"), std::string::npos) << message;
}

}  // namespace
}  // namespace kintsugi
