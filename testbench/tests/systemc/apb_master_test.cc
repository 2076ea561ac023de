// The tester's APB adapter against a hand-driven slave.
#include <gtest/gtest.h>

#include <vector>

#include "systemc/bus/apb_master_adapter.h"

namespace kintsugi {
namespace {

struct Access {
  Access(tlm::tlm_command command, uint64_t address, uint32_t value) : data(value) {
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&data));
    payload.set_data_length(4);
    payload.set_streaming_width(4);
    payload.set_byte_enable_ptr(nullptr);
  }
  tlm::tlm_generic_payload payload;
  uint32_t data;
};

class ApbMasterTest : public ::testing::Test {
 protected:
  void SetUp() override { in.rst_n = 1; }
  void issue(Access& access) {
    master.issue(access.payload, [this](tlm::tlm_generic_payload& p) {
      answers.push_back(p.get_response_status());
    });
  }
  // One edge; the slave answers in it or not.
  void edge(bool ready = false, uint32_t data = 0, bool error = false) {
    out.csr_pready = ready ? 1 : 0;
    out.csr_prdata = data;
    out.csr_pslverr = error ? 1 : 0;
    master.edge(out, in);
  }

  ApbMasterAdapter master{5};
  ControllerOutputs out;
  ControllerInputs in;
  std::vector<tlm::tlm_response_status> answers;
};

TEST_F(ApbMasterTest, WriteHasASetupCycleThenAccessUntilReady) {
  Access access(tlm::TLM_WRITE_COMMAND, 0x20, 0x1234);
  issue(access);
  edge();
  EXPECT_EQ(in.csr_psel, 1);
  EXPECT_EQ(in.csr_penable, 0);
  EXPECT_EQ(in.csr_pwrite, 1);
  EXPECT_EQ(in.csr_paddr, 0x20);
  EXPECT_EQ(in.csr_pwdata, 0x1234U);
  EXPECT_EQ(in.csr_pstrb, 0xF);
  edge();
  EXPECT_EQ(in.csr_penable, 1);
  EXPECT_TRUE(answers.empty());
  edge(true);
  EXPECT_EQ(in.csr_penable, 1) << "the transfer ends at the edge that sees ready";
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0], tlm::TLM_OK_RESPONSE);
  edge();
  EXPECT_EQ(in.csr_psel, 0);
  EXPECT_EQ(in.csr_paddr, 0);
  EXPECT_EQ(in.csr_pwdata, 0U);
}

TEST_F(ApbMasterTest, ReadBringsTheDataAndHasNoStrobes) {
  Access access(tlm::TLM_READ_COMMAND, 0x24, 7);
  issue(access);
  edge();
  EXPECT_EQ(in.csr_pstrb, 0);
  EXPECT_EQ(in.csr_pwdata, 0U);
  edge();
  edge(true, 0xABCD);
  EXPECT_EQ(access.data, 0xABCDU);
}

TEST_F(ApbMasterTest, ByteEnablesBecomeStrobes) {
  unsigned char enables[4] = {TLM_BYTE_ENABLED, TLM_BYTE_DISABLED, TLM_BYTE_ENABLED,
                              TLM_BYTE_DISABLED};
  Access access(tlm::TLM_WRITE_COMMAND, 0x24, 7);
  access.payload.set_byte_enable_ptr(enables);
  access.payload.set_byte_enable_length(4);
  issue(access);
  edge();
  EXPECT_EQ(in.csr_pstrb, 0x5);
}

TEST_F(ApbMasterTest, SlaveErrorBecomesAnErrorResponse) {
  Access access(tlm::TLM_READ_COMMAND, 0x24, 0);
  issue(access);
  edge();
  edge();
  edge(true, 0, true);
  EXPECT_EQ(answers.at(0), tlm::TLM_GENERIC_ERROR_RESPONSE);
}

TEST_F(ApbMasterTest, SilentSlaveIsGivenUpAfterTheTimeout) {
  Access access(tlm::TLM_READ_COMMAND, 0x24, 0);
  issue(access);
  for (int i = 0; i < 5; ++i) edge();
  EXPECT_TRUE(answers.empty());
  edge();
  EXPECT_EQ(answers.at(0), tlm::TLM_GENERIC_ERROR_RESPONSE);
  edge();
  EXPECT_EQ(in.csr_psel, 0);
}

TEST_F(ApbMasterTest, ResetAnswersEverythingThatWaitsWithAnError) {
  Access first(tlm::TLM_READ_COMMAND, 0x24, 0);
  Access second(tlm::TLM_READ_COMMAND, 0x28, 0);
  issue(first);
  issue(second);
  edge();
  in.rst_n = 0;
  edge();
  EXPECT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers.at(1), tlm::TLM_GENERIC_ERROR_RESPONSE);
  EXPECT_EQ(in.csr_psel, 0);
  EXPECT_TRUE(master.idle());
}

TEST_F(ApbMasterTest, CallersAreServedInOrder) {
  Access first(tlm::TLM_READ_COMMAND, 0x24, 0);
  Access second(tlm::TLM_READ_COMMAND, 0x28, 0);
  issue(first);
  issue(second);
  edge();
  edge();
  edge(true, 1);
  edge();
  EXPECT_EQ(in.csr_paddr, 0x28);
  edge();
  edge(true, 2);
  EXPECT_EQ(first.data, 1U);
  EXPECT_EQ(second.data, 2U);
}

TEST_F(ApbMasterTest, WhatApbCannotCarryIsRefused) {
  Access far(tlm::TLM_READ_COMMAND, 0x100000, 0);
  Access wide(tlm::TLM_READ_COMMAND, 0x24, 0);
  wide.payload.set_data_length(8);
  issue(far);
  issue(wide);
  edge();
  edge();
  EXPECT_EQ(answers, (std::vector<tlm::tlm_response_status>{tlm::TLM_ADDRESS_ERROR_RESPONSE,
                                                            tlm::TLM_BURST_ERROR_RESPONSE}));
  EXPECT_EQ(in.csr_psel, 0);
}

}  // namespace
}  // namespace kintsugi
