// The iterative divider at full width against the division of the host, and its timing.
#include <Vprim_divider.h>
#include <gtest/gtest.h>
#include <verilated.h>

#include <cstdint>
#include <memory>
#include <random>

namespace kintsugi {
namespace {

constexpr int kNumeratorWidth = 48;
constexpr uint64_t kMostNumerator = (uint64_t{1} << kNumeratorWidth) - 1;
constexpr uint32_t kMostDenominator = 0xFFFFFFFF;

class Divider : public ::testing::Test {
 protected:
  Divider() : top_(std::make_unique<Vprim_divider>(&context_)) {
    clock();
    top_->rst_ni = 1;
  }
  ~Divider() override { top_->final(); }

  void clock() {
    top_->clk_i = 0;
    top_->eval();
    top_->clk_i = 1;
    top_->eval();
  }

  // One cycle with start; what follows sees other operands at the pins.
  void start(uint64_t numerator, uint32_t denominator) {
    top_->start_i = 1;
    top_->numerator_i = numerator;
    top_->denominator_i = denominator;
    clock();
    top_->start_i = 0;
    top_->numerator_i = ~numerator & kMostNumerator;
    top_->denominator_i = ~denominator;
    top_->eval();
  }

  uint64_t divide(uint64_t numerator, uint32_t denominator) {
    start(numerator, denominator);
    for (int cycle = 1; cycle < kNumeratorWidth; ++cycle) {
      EXPECT_EQ(top_->busy_o, 1) << "cycle " << cycle;
      EXPECT_EQ(top_->done_o, 0) << "cycle " << cycle;
      clock();
    }
    EXPECT_EQ(top_->done_o, 1) << "not done in the cycle of the last quotient bit";
    clock();
    EXPECT_EQ(top_->busy_o, 0);
    EXPECT_EQ(top_->done_o, 0);
    return top_->quotient_o;
  }

  VerilatedContext context_;
  std::unique_ptr<Vprim_divider> top_;
};

TEST_F(Divider, IsTheQuotientAtTheEdgesOfTheOperands) {
  for (const uint64_t numerator : {uint64_t{0}, uint64_t{1}, uint64_t{0xFFFFFFFF},
                                   uint64_t{1} << 32, kMostNumerator - 1, kMostNumerator}) {
    for (const uint32_t denominator : {1U, 2U, 3U, 0x7FFFFFFFU, 0x80000000U, kMostDenominator}) {
      ASSERT_EQ(divide(numerator, denominator), numerator / denominator)
          << numerator << " / " << denominator;
    }
  }
}

TEST_F(Divider, IsTheQuotientOfOperandsOfEverySize) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 5000; ++i) {
    const uint64_t numerator = (random() & kMostNumerator) >> (random() % kNumeratorWidth);
    uint32_t denominator = static_cast<uint32_t>(random()) >> (random() % 32);
    if (denominator == 0) denominator = 1;
    ASSERT_EQ(divide(numerator, denominator), numerator / denominator)
        << numerator << " / " << denominator;
  }
}

TEST_F(Divider, GivesAllOnesForDivisionByZero) { EXPECT_EQ(divide(12345, 0), kMostNumerator); }

TEST_F(Divider, KeepsTheQuotientUntilTheNextStart) {
  EXPECT_EQ(divide(1000, 7), 142U);
  for (int cycle = 0; cycle < 60; ++cycle) clock();
  EXPECT_EQ(top_->quotient_o, 142U);
  EXPECT_EQ(top_->busy_o, 0);
}

TEST_F(Divider, GivesUpADivisionForTheNextOne) {
  start(kMostNumerator, 3);
  for (int cycle = 0; cycle < 20; ++cycle) clock();
  EXPECT_EQ(divide(1000, 7), 142U);
}

TEST_F(Divider, ForgetsADivisionInReset) {
  start(kMostNumerator, 3);
  top_->rst_ni = 0;
  clock();
  top_->rst_ni = 1;
  top_->eval();
  EXPECT_EQ(top_->busy_o, 0);
  EXPECT_EQ(top_->quotient_o, 0U);
}

}  // namespace
}  // namespace kintsugi
