// Each rule can be broken, and is not when it is kept.
#include "testbench/checkers/protocol_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kintsugi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ControllerInputs running() {
  ControllerInputs in;
  in.rst_n = 1;
  return in;
}

Side cfg(uint8_t psel, uint8_t penable, uint16_t paddr = 0) {
  Side side;
  side.out.cfg_psel = psel;
  side.out.cfg_penable = penable;
  side.out.cfg_paddr = paddr;
  return side;
}

Side pixel(uint8_t valid, uint8_t data) {
  Side side;
  side.out.stim_valid = valid;
  side.out.stim_data = data;
  return side;
}

TEST(Rules, ATransferAsApbWantsItBreaksNone) {
  ControllerInputs ready = running();
  ready.cfg_pready = 1;
  EXPECT_THAT(broken_rules(cfg(0, 0), running(), cfg(1, 0, 4)), IsEmpty());
  EXPECT_THAT(broken_rules(cfg(1, 0, 4), running(), cfg(1, 1, 4)), IsEmpty());
  EXPECT_THAT(broken_rules(cfg(1, 1, 4), running(), cfg(1, 1, 4)), IsEmpty());
  EXPECT_THAT(broken_rules(cfg(1, 1, 4), ready, cfg(0, 0)), IsEmpty());
  EXPECT_THAT(broken_rules(cfg(1, 1, 4), ready, cfg(1, 0, 8)), IsEmpty()) << "back to back";
}

TEST(Rules, AccessWithoutSetup) {
  EXPECT_THAT(broken_rules(cfg(0, 0), running(), cfg(1, 1)),
              ElementsAre(HasSubstr("APB wants a SETUP cycle")));
}

TEST(Rules, SetupOfTwoCycles) {
  EXPECT_THAT(broken_rules(cfg(1, 0), running(), cfg(1, 0)),
              ElementsAre(HasSubstr("SETUP lasts one cycle")));
}

TEST(Rules, TransferGivenUp) {
  EXPECT_THAT(broken_rules(cfg(1, 0), running(), cfg(0, 0)),
              ElementsAre(HasSubstr("cfg_psel_o falls before cfg_pready_i")));
  EXPECT_THAT(broken_rules(cfg(1, 1), running(), cfg(1, 0)),
              ElementsAre(HasSubstr("cfg_penable_o falls before")));
}

TEST(Rules, EnableThatOutlivesItsTransfer) {
  ControllerInputs ready = running();
  ready.cfg_pready = 1;
  EXPECT_THAT(broken_rules(cfg(1, 1), ready, cfg(1, 1)),
              ElementsAre(HasSubstr("stays high after cfg_pready_i")));
}

TEST(Rules, AddressThatChangesUnderWay) {
  EXPECT_THAT(broken_rules(cfg(1, 0, 4), running(), cfg(1, 1, 8)),
              ElementsAre(HasSubstr("address, data or direction")));
}

TEST(Rules, PortThatIsNotQuiet) {
  EXPECT_THAT(broken_rules(cfg(0, 0), running(), cfg(0, 0, 4)),
              ElementsAre(HasSubstr("not all 0 while cfg_psel_o is low")));
}

TEST(Rules, PixelMustWaitForReady) {
  EXPECT_THAT(broken_rules(pixel(1, 5), running(), pixel(1, 5)), IsEmpty());
  EXPECT_THAT(broken_rules(pixel(1, 5), running(), pixel(0, 0)),
              ElementsAre(HasSubstr("falls before stim_ready_i")));
  EXPECT_THAT(broken_rules(pixel(1, 5), running(), pixel(1, 6)),
              ElementsAre(HasSubstr("changes while it waits")));
  ControllerInputs ready = running();
  ready.stim_ready = 1;
  EXPECT_THAT(broken_rules(pixel(1, 5), ready, pixel(1, 6)), IsEmpty());
  EXPECT_THAT(broken_rules(pixel(1, 5), ready, pixel(0, 6)),
              ElementsAre(HasSubstr("payload is not 0")));
}

TEST(Rules, ReadyOfAFullFifo) {
  Side full;
  full.out.sig_ready = 1;
  regs::obs_set<regs::ObsId::sig_fill>(full.obs.data(), 2);
  EXPECT_THAT(broken_rules({}, running(), full), ElementsAre(HasSubstr("one too many")));
  regs::obs_set<regs::ObsId::sig_fill>(full.obs.data(), 1);
  EXPECT_THAT(broken_rules({}, running(), full), IsEmpty());
}

TEST(Rules, AnswerOnlyToATransferInAccess) {
  Side answer;
  answer.out.csr_pready = 1;
  EXPECT_THAT(broken_rules({}, running(), answer), ElementsAre(HasSubstr("no transfer")));
  ControllerInputs access = running();
  access.csr_psel = access.csr_penable = 1;
  EXPECT_THAT(broken_rules({}, access, answer), IsEmpty());
  Side error;
  error.out.csr_pslverr = 1;
  EXPECT_THAT(broken_rules({}, access, error), ElementsAre(HasSubstr("csr_pready_o is low")));
}

TEST(Rules, FlushIsAStrobe) {
  Side flush;
  flush.out.flush = 1;
  EXPECT_THAT(broken_rules({}, running(), flush), IsEmpty());
  EXPECT_THAT(broken_rules(flush, running(), {}), IsEmpty());
  EXPECT_THAT(broken_rules(flush, running(), flush), ElementsAre(HasSubstr("flush_o")));
}

TEST(Rules, NoneHoldsInReset) {
  EXPECT_THAT(broken_rules(pixel(1, 5), {}, pixel(0, 0)), IsEmpty());
}

}  // namespace
}  // namespace kintsugi
