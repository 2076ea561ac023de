// The entry FIFO against a queue, under random valid and pop.
#include <Vprim_stream_fifo.h>
#include <gtest/gtest.h>
#include <verilated.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <string>

namespace kintsugi {
namespace {

class StreamFifo : public ::testing::Test {
 protected:
  StreamFifo() : top_(std::make_unique<Vprim_stream_fifo>(&context_)) {
    context_.fatalOnError(false);
    step(false, 0, false);
    top_->rst_ni = 1;
  }
  ~StreamFifo() override { top_->final(); }

  // One clock cycle; inputs settle before the rising edge.
  void step(bool valid, uint32_t data, bool pop) {
    top_->valid_i = valid;
    top_->data_i = data;
    top_->pop_i = pop;
    top_->clk_i = 0;
    top_->eval();
    top_->clk_i = 1;
    top_->eval();
  }

  VerilatedContext context_;
  std::unique_ptr<Vprim_stream_fifo> top_;
};

TEST_F(StreamFifo, IsReadyOneEdgeAfterReset) {
  EXPECT_EQ(top_->ready_o, 0) << "ready during reset";
  step(false, 0, false);
  EXPECT_EQ(top_->ready_o, 1);
}

TEST_F(StreamFifo, KeepsEveryBeatInOrder) {
  std::mt19937 random(1);
  std::deque<uint32_t> expected;
  uint32_t beats = 0;
  int full_cycles = 0;
  for (int cycle = 0; cycle < 20000; ++cycle) {
    // Phases in which the producer, then the consumer, is the faster one.
    const bool slow_consumer = (cycle / 100) % 2 == 0;
    const bool valid = random() % 4 < (slow_consumer ? 3U : 1U);
    const bool pop = !expected.empty() && random() % 4 < (slow_consumer ? 1U : 3U);
    const bool push = valid && top_->ready_o != 0;
    const uint32_t data = push ? ++beats : 0xdeadbeef;
    step(valid, data, pop);
    if (pop) expected.pop_front();
    if (push) expected.push_back(data);
    ASSERT_EQ(top_->fill_o, expected.size()) << "cycle " << cycle;
    ASSERT_EQ(top_->ready_o != 0, expected.size() < 2) << "cycle " << cycle;
    if (!expected.empty()) {
      ASSERT_EQ(top_->head_o, expected.front()) << "cycle " << cycle;
    }
    if (expected.size() == 2) ++full_cycles;
  }
  EXPECT_GT(beats, 4000U);
  EXPECT_GT(full_cycles, 1000) << "back-pressure was hardly exercised";
  EXPECT_FALSE(context_.gotError());
}

TEST_F(StreamFifo, ResetEmptiesIt) {
  step(false, 0, false);
  step(true, 1, false);
  step(true, 2, false);
  ASSERT_EQ(top_->fill_o, 2);
  top_->rst_ni = 0;
  step(true, 3, false);
  EXPECT_EQ(top_->fill_o, 0);
  EXPECT_EQ(top_->ready_o, 0);
}

TEST_F(StreamFifo, PoppingAnEmptyFifoFailsAnAssertionThatNamesItself) {
  step(false, 0, false);
  ::testing::internal::CaptureStdout();
  step(false, 0, true);
  const std::string message = ::testing::internal::GetCapturedStdout();
  EXPECT_TRUE(context_.gotError());
  EXPECT_NE(message.find("prim_stream_fifo.NoUnderflow"), std::string::npos) << message;
}

}  // namespace
}  // namespace kintsugi
