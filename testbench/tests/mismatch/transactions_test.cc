// Transfers are read from the pins as the handshakes have them.
#include "testbench/checkers/transactions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

class Transactions : public ::testing::Test {
 protected:
  // One edge with what stands in in_ before it and out_ after it.
  void edge() { log_.on_cycle({number_++, in_, out_, out_, nullptr, nullptr}); }
  void run() {
    edge();
    in_.rst_n = 1;
    edge();
  }
  TransactionLog log_;
  ControllerInputs in_;
  ControllerOutputs out_;
  uint64_t number_ = 0;
};

TEST_F(Transactions, ApbTransferIsToldWithItsRegisterWhenItIsAnswered) {
  run();
  in_.csr_psel = in_.csr_pwrite = 1;
  in_.csr_paddr = regs::kLayerShapeAddress + 4;
  in_.csr_pwdata = 0x20003;
  edge();
  in_.csr_penable = 1;
  edge();
  ASSERT_EQ(log_.last(Port::Csr).size(), 1U);
  EXPECT_TRUE(log_.last(Port::Csr)[0].open);
  out_.csr_pready = 1;
  edge();  // ready shows after this edge and counts at the next
  EXPECT_TRUE(log_.last(Port::Csr)[0].open);
  edge();
  const Transaction t = log_.last(Port::Csr)[0];
  EXPECT_FALSE(t.open);
  EXPECT_EQ(t.begin, 2U);
  EXPECT_EQ(t.end, 5U);
  EXPECT_EQ(describe(t), "write LAYER_SHAPE[1] (0x64) = 0x20003");
}

TEST_F(Transactions, BeatsAreCountedAndOnlyTheLastAreKept) {
  run();
  out_.stim_valid = 1;
  edge();
  in_.stim_ready = 1;
  for (int i = 0; i < 20; ++i) edge();
  const auto beats = log_.last(Port::Stimulus);
  ASSERT_EQ(beats.size(), TransactionLog::kKept);
  EXPECT_EQ(beats.front().id, 12U);
  EXPECT_EQ(beats.back().id, 19U);
}

TEST_F(Transactions, BeatThatWaitsIsOneTransaction) {
  run();
  in_.sig_valid = 1;
  in_.sig_value = 0xFFFFFE;
  for (int i = 0; i < 5; ++i) edge();
  ASSERT_EQ(log_.last(Port::Signature).size(), 1U);
  EXPECT_TRUE(log_.last(Port::Signature)[0].open);
  EXPECT_EQ(describe(log_.last(Port::Signature)[0]), "layer 0 channel 0 value -2 of tag 0");
}

TEST_F(Transactions, EveryResetIsCountedOnce) {
  run();
  EXPECT_EQ(log_.resets(), 1U);
  in_.rst_n = 0;
  edge();
  edge();
  EXPECT_EQ(log_.resets(), 2U);
}

TEST(Addresses, HaveTheNamesOfTheSpecification) {
  EXPECT_EQ(csr_name(regs::kCtrlAddress), "CTRL");
  EXPECT_EQ(csr_name(regs::kStatWindow + 68), "STAT[17]");
  EXPECT_EQ(csr_name(0xFFFC), "");
  EXPECT_EQ(cfg_name(regs::kTuneShadow + 8), "shadow of layer 2");
  EXPECT_EQ(cfg_name(regs::kTuneCommit), "commit");
  EXPECT_EQ(cfg_name(regs::kTuneActive), "active of layer 0");
  EXPECT_EQ(cfg_name(0x080), "");
}

}  // namespace
}  // namespace kintsugi
