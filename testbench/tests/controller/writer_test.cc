// The tuning writer on a faulty cfg port (section 7.6).
#include <gtest/gtest.h>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

ProgramSizes three_layers() {
  ProgramSizes sizes;
  sizes.channels = {2, 2, 1};
  sizes.beats = {2, 1, 2};
  return sizes;
}

void expect_error_in_write(Driver& driver, Error code, uint32_t detail) {
  EXPECT_EQ(driver.state(), State::Error);
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(code)) | kErrorDetail.put(detail));
  EXPECT_EQ(driver.cfg.commits, 0) << "the accelerator keeps its last complete setting";
  EXPECT_EQ(driver.outputs().cfg_psel, 0);
  EXPECT_EQ(driver.obs(ObsId::writer_step), 0U);
  EXPECT_EQ(driver.obs(ObsId::writer_layer), 0U);
  EXPECT_EQ(driver.obs(ObsId::writer_retry), 0U);
}

TEST(Writer, RewritesALayerThatReadsBackWrong) {
  const SmallProgram program = make_program(20, three_layers());
  Driver driver;
  driver.manner.wrong_reads = 3;
  run_program(driver, program);
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.cfg.transfers, 2 * 2 + 2 * 3 + 1) << "three rewrites of layer 0, one commit";
  EXPECT_EQ(driver.cfg.active[1], expect(program, 0).tune_words[1]);
}

TEST(Writer, GivesUpAfterTheAllowedRetries) {
  SmallProgram program = make_program(20, three_layers());
  for (const uint32_t retries : {0U, 2U}) {
    program.retries = retries;
    Driver driver;
    driver.manner.wrong_reads = 1000;
    run_program(driver, program);
    EXPECT_EQ(driver.cfg.transfers, static_cast<int>(2 * (retries + 1)));
    expect_error_in_write(driver, Error::Readback, 0);
    EXPECT_EQ(driver.read(kAppliedAddress).data, 0U);
  }
}

TEST(Writer, RetriesCountAnewForEachLayer) {
  SmallProgram program = make_program(20, three_layers());
  program.retries = 1;
  Driver driver;
  driver.on_cycle = [&driver, shown = false]() mutable {
    const bool reading =
        driver.obs(ObsId::writer_step) == static_cast<uint64_t>(WriterStep::ReadSetup);
    if (reading && !shown) driver.manner.wrong_reads = driver.obs(ObsId::writer_retry) == 0 ? 1 : 0;
    shown = reading;
  };
  run_program(driver, program);
  EXPECT_EQ(driver.state(), State::Done) << "each layer fails once";
  EXPECT_EQ(driver.cfg.transfers, 2 * 4 + 1);
}

// Transfers of three layers: write 0, read 0, write 1, read 1, commit.
TEST(Writer, SlaveErrorNamesTheLayerOfItsTransfer) {
  const uint32_t detail[] = {0, 0, 1, 1, 255};
  for (int transfer = 0; transfer < 5; ++transfer) {
    Driver driver;
    driver.manner.slverr_transfer = transfer;
    run_program(driver, make_program(20, three_layers()));
    expect_error_in_write(driver, Error::CfgSlverr, detail[transfer]);
    EXPECT_EQ(driver.flush_cycles + driver.outputs().flush, 1);
  }
}

TEST(Writer, HungSlaveEndsInErrorAfterTheAllowedCycles) {
  const uint32_t detail[] = {0, 0, 1, 1, 255};
  SmallProgram program = make_program(20, three_layers());
  program.cfg_timeout = 17;
  for (int transfer = 0; transfer < 5; ++transfer) {
    Driver driver;
    driver.manner.hung_transfer = transfer;
    uint32_t access_cycles = 0;
    driver.on_cycle = [&] {
      if (driver.cfg.transfers == transfer) access_cycles += driver.outputs().cfg_penable;
    };
    run_program(driver, program);
    expect_error_in_write(driver, Error::CfgTimeout, detail[transfer]);
    EXPECT_EQ(access_cycles, 17U);
  }
}

TEST(Writer, TransferMayEndInTheLastAllowedCycle) {
  SmallProgram program = make_program(20, three_layers());
  program.cfg_timeout = 6;
  Driver just;
  just.manner.cfg_wait_states = 5;
  run_program(just, program);
  EXPECT_EQ(just.state(), State::Done);
  Driver late;
  late.manner.cfg_wait_states = 6;
  run_program(late, program);
  expect_error_in_write(late, Error::CfgTimeout, 0);
}

TEST(Writer, CommitIsOfNoLayer) {
  Driver driver;
  driver.on_cycle = [&driver] {
    if (driver.state() != State::Commit) return;
    EXPECT_EQ(driver.obs(ObsId::writer_layer), 0U);
  };
  run_program(driver, make_program(20, three_layers()));
  EXPECT_EQ(driver.state(), State::Done);
}

TEST(Writer, AppliedMonitorShowsEachLayerOnce) {
  const SmallProgram program = make_program(20, three_layers());
  Driver driver;
  std::vector<uint64_t> words;
  driver.on_cycle = [&] {
    if (driver.obs(ObsId::applied_we) == 0) return;
    EXPECT_EQ(driver.obs(ObsId::applied_layer), words.size());
    words.push_back(driver.obs(ObsId::applied_word));
  };
  run_program(driver, program);
  const Expectation expectation = expect(program, 0);
  EXPECT_EQ(words,
            std::vector<uint64_t>(expectation.tune_words.begin(), expectation.tune_words.end()));
}

}  // namespace
}  // namespace kintsugi::controller_test
