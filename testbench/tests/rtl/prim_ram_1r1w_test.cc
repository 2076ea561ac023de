// The one memory wrapper: read latency, held data, parity, and what a reset cuts off.
#include <Vprim_ram_1r1w.h>
#include <gtest/gtest.h>
#include <verilated.h>

#include <cstdint>
#include <memory>

namespace kintsugi {
namespace {

class Ram1r1w : public ::testing::Test {
 protected:
  Ram1r1w() : top_(std::make_unique<Vprim_ram_1r1w>(&context_)) { top_->rst_ni = 1; }
  ~Ram1r1w() override { top_->final(); }

  void edge() {
    top_->clk_i = 0;
    top_->eval();
    top_->clk_i = 1;
    top_->eval();
    top_->we_i = 0;
    top_->re_i = 0;
    top_->inject_i = 0;
  }
  void write(uint16_t address, uint32_t data) {
    top_->we_i = 1;
    top_->waddr_i = address;
    top_->wdata_i = data;
  }
  void read(uint16_t address) {
    top_->re_i = 1;
    top_->raddr_i = address;
  }

  VerilatedContext context_;
  std::unique_ptr<Vprim_ram_1r1w> top_;
};

TEST_F(Ram1r1w, ReadDataAppearInTheNextCycleAndAreHeld) {
  write(1023, 0x12345678);
  edge();
  read(1023);
  edge();
  EXPECT_EQ(top_->rdata_o, 0x12345678U);
  write(1023, 0x55555555);
  edge();
  edge();
  EXPECT_EQ(top_->rdata_o, 0x12345678U) << "data changed without a read";
}

TEST_F(Ram1r1w, ReadsOneWordWhileWritingAnother) {
  write(3, 33);
  edge();
  read(3);
  write(4, 44);
  edge();
  EXPECT_EQ(top_->rdata_o, 33U);
  read(4);
  edge();
  EXPECT_EQ(top_->rdata_o, 44U);
}

TEST_F(Ram1r1w, WordStoredWithAnErrorIsBadInTheCycleBehindItsRead) {
  for (const uint32_t word : {0U, 1U, 0xFFFFFFFEU}) {
    for (const bool inject : {false, true}) {
      write(5, word);
      top_->inject_i = inject ? 1 : 0;
      edge();
      EXPECT_EQ(top_->parity_error_o, 0);
      read(5);
      edge();
      EXPECT_EQ(top_->parity_error_o, inject ? 1 : 0) << word;
      EXPECT_EQ(top_->rdata_o, inject ? word ^ 1U : word);
      edge();
      EXPECT_EQ(top_->parity_error_o, 0) << "nothing was read";
    }
  }
}

TEST_F(Ram1r1w, AnEdgeInResetNeitherWritesNorReads) {
  write(7, 70);
  edge();
  read(7);
  edge();
  top_->rst_ni = 0;
  write(7, 71);
  edge();
  read(6);
  edge();
  EXPECT_EQ(top_->rdata_o, 70U) << "a read went through";
  top_->rst_ni = 1;
  read(7);
  edge();
  EXPECT_EQ(top_->rdata_o, 70U) << "a write went through";
}

}  // namespace
}  // namespace kintsugi
