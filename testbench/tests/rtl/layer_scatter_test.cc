// The scatter of layers against a plain sum of its terms.
#include <Vlayer_scatter.h>
#include <gtest/gtest.h>
#include <verilated.h>

#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "models/tuning/algorithm.h"

namespace kintsugi {
namespace {

constexpr int kLayers = 8;

class LayerScatter : public ::testing::Test {
 protected:
  LayerScatter() : top_(std::make_unique<Vlayer_scatter>(&context_)) {
    context_.fatalOnError(false);
    clock();
    top_->rst_ni = 1;
  }
  ~LayerScatter() override { top_->final(); }

  void clock() {
    top_->clk_i = 0;
    top_->eval();
    top_->clk_i = 1;
    top_->eval();
    top_->clear_i = top_->layer_sum_i = top_->nominal_i = top_->show_i = 0;
  }

  void clear() {
    top_->clear_i = 1;
    clock();
    scatters_ = {};
  }

  void layer(int l, uint16_t code) {
    top_->layer_i = static_cast<uint8_t>(l);
    top_->layer_sum_i = 1;
    top_->layer_code_i = code;
    codes_[static_cast<size_t>(l)] = code;
    clock();
  }

  void channel(int l, uint16_t code, int16_t nominal) {
    top_->layer_i = static_cast<uint8_t>(l);
    top_->nominal_i = 1;
    top_->channel_code_i = code;
    top_->nominal_word_i = static_cast<uint16_t>(nominal);
    scatters_[static_cast<size_t>(l)] +=
        tuning::scatter_term(code, codes_[static_cast<size_t>(l)], nominal);
    clock();
  }

  uint16_t shown(int l, int shift) {
    top_->layer_i = static_cast<uint8_t>(l);
    top_->shift_i = static_cast<uint8_t>(shift);
    top_->show_i = 1;
    top_->eval();
    const uint16_t code = top_->code_o;
    top_->show_i = 0;
    return code;
  }

  void expect_scatters() {
    clock();  // the last term is on its way
    for (int l = 0; l < kLayers; ++l) {
      for (int shift = 0; shift < 32; ++shift) {
        ASSERT_EQ(shown(l, shift), tuning::scatter_code(scatters_[static_cast<size_t>(l)], shift))
            << "layer " << l << " >> " << shift;
      }
    }
    EXPECT_FALSE(context_.gotError());
  }

  VerilatedContext context_;
  std::unique_ptr<Vlayer_scatter> top_;
  std::array<uint16_t, kLayers> codes_{};
  std::array<uint32_t, kLayers> scatters_{};
};

TEST_F(LayerScatter, IsTheSumOfItsTerms) {
  std::mt19937 random(3);
  for (int run = 0; run < 50; ++run) {
    clear();
    for (int l = 0; l < kLayers; ++l) layer(l, random() % 8192);
    const bool near = run % 2 == 0;  // nominals of the size of codes, or any
    for (int i = 0; i < 100; ++i) {
      const int nominal = static_cast<int>(random() % 65536) - 32768;
      channel(static_cast<int>(random() % kLayers), random() % 8192,
              static_cast<int16_t>(near ? nominal / 16 : nominal));
      if (random() % 3 == 0) clock();
    }
    expect_scatters();
  }
}

TEST_F(LayerScatter, HoldsTheLargestTermsOfTheMostChannels) {
  clear();
  layer(0, 0);
  layer(7, 8191);
  for (int c = 0; c < 1023; ++c) {
    channel(0, 8191, -32768);
    channel(7, 0, 32767);
  }
  EXPECT_EQ(scatters_[0], 1023U * 40959U);
  EXPECT_EQ(scatters_[7], 1023U * 40958U);
  expect_scatters();
}

TEST_F(LayerScatter, IsZeroUnshownAndOnceCleared) {
  clear();
  layer(2, 100);
  channel(2, 300, 50);
  clock();
  EXPECT_EQ(top_->code_o, 0);
  EXPECT_EQ(shown(2, 0), 150);
  clear();
  expect_scatters();
}

TEST_F(LayerScatter, ShowingAScatterTooEarlyFailsAnAssertionThatNamesItself) {
  clear();
  layer(1, 100);
  channel(1, 300, 50);
  top_->layer_i = 1;
  top_->show_i = 1;
  ::testing::internal::CaptureStdout();
  clock();
  const std::string message = ::testing::internal::GetCapturedStdout();
  EXPECT_TRUE(context_.gotError());
  EXPECT_NE(message.find("layer_scatter.ShownWhenComplete"), std::string::npos) << message;
}

}  // namespace
}  // namespace kintsugi
