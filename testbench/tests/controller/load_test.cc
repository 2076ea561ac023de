// The download of DELTA (docs/controller.md, section 7.8).
#include <gtest/gtest.h>

#include <set>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

LoopProgram download(int entries = 3) {
  LoopSizes sizes;
  sizes.entries = entries;
  sizes.loop_first = entries;
  LoopProgram program = make_loop_program(50, sizes);
  program.loop = false;
  program.commit = false;
  return program;
}

TEST(Load, DownloadsEveryWordAndEndsLoaded) {
  for (const bool commit : {false, true}) {
    LoopProgram program = download();
    program.commit = commit;
    Driver driver;
    run_adaptation(driver, program);
    expect_adapted(driver, program);
    std::vector<State> states = {State::Idle, State::Check, State::Load};
    if (commit) states.push_back(State::Commit);
    states.push_back(State::Done);
    EXPECT_EQ(states_of(driver), states);
    EXPECT_EQ(driver.cfg.commits, commit ? 1 : 0);
    EXPECT_EQ(driver.obs(ObsId::adapting), 1U);
    EXPECT_EQ(driver.obs(ObsId::pass), 0U);
    EXPECT_EQ(driver.obs(ObsId::tag), 0U) << "no image is played";
    EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusDone.put(1));
  }
}

// FETCH, LOAD, two transfers of SETUP and ACCESS, COMPARE: 7 cycles and twice the wait states.
TEST(Load, LastsAsTheTimingTableSays) {
  for (const int waits : {0, 1, 5}) {
    LoopProgram program = download(4);
    program.commit = true;
    Driver driver;
    driver.manner.cfg_wait_states = waits;
    run_adaptation(driver, program);
    EXPECT_EQ(cycles_in(driver, State::Check), 24U);
    EXPECT_EQ(cycles_in(driver, State::Load), static_cast<uint32_t>(4 * (7 + 2 * waits)));
    EXPECT_EQ(cycles_in(driver, State::Commit), static_cast<uint32_t>(2 + waits));
    EXPECT_EQ(driver.read(kCycAdaptAddress).data, cycles_in(driver, State::Load));
    EXPECT_EQ(driver.read(kCycTestAddress).data, 24U);
    EXPECT_EQ(driver.read(kCycRepairAddress).data, cycles_in(driver, State::Commit));
    EXPECT_EQ(driver.read(kCycTotalAddress).data, driver.read(kCycOwnAddress).data);
  }
}

TEST(Load, StepsFollowTheTableWithTheIndexOfTheEntry) {
  const LoopProgram program = download(2);
  Driver driver;
  std::vector<WriterStep> steps;
  std::vector<uint64_t> fetched;
  driver.on_cycle = [&] {
    if (driver.obs(ObsId::delta_re) != 0) fetched.push_back(driver.obs(ObsId::delta_raddr));
    if (driver.state() != State::Load) return;
    steps.push_back(static_cast<WriterStep>(driver.obs(ObsId::writer_step)));
    EXPECT_EQ(driver.obs(ObsId::writer_index), (steps.size() - 1) / 7);
    EXPECT_EQ(driver.obs(ObsId::writer_layer), 0U);
    if (driver.outputs().cfg_psel != 0) {
      const auto entry = static_cast<int>(driver.obs(ObsId::writer_index));
      EXPECT_EQ(driver.outputs().cfg_paddr, program.address(entry));
    }
  };
  load(driver, program);
  fetched.clear();
  adapt(driver);
  ASSERT_TRUE(driver.run_until(State::Done, 200));
  std::vector<WriterStep> entry = {WriterStep::Fetch,      WriterStep::Load,
                                   WriterStep::WriteSetup, WriterStep::WriteAccess,
                                   WriterStep::ReadSetup,  WriterStep::ReadAccess,
                                   WriterStep::Compare};
  std::vector<WriterStep> both = entry;
  both.insert(both.end(), entry.begin(), entry.end());
  EXPECT_EQ(steps, both);
  EXPECT_EQ(fetched, (std::vector<uint64_t>{0, 1}));
  EXPECT_EQ(driver.obs(ObsId::writer_index), 0U);
}

TEST(Load, OfNothingTakesOneCycleOfNoStep) {
  for (const bool commit : {false, true}) {
    LoopProgram program = download(0);
    program.commit = commit;
    Driver driver;
    driver.on_cycle = [&driver] {
      if (driver.state() != State::Load) return;
      EXPECT_EQ(driver.obs(ObsId::writer_step), 0U);
      EXPECT_EQ(driver.outputs().cfg_psel, 0);
    };
    run_adaptation(driver, program);
    EXPECT_EQ(cycles_in(driver, State::Load), 1U);
    EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::Loaded));
    EXPECT_EQ(driver.cfg.transfers, commit ? 1 : 0);
  }
}

TEST(Load, AddressWrapsAt16Bits) {
  LoopProgram program = download(4);
  program.target = 0xFFF8;
  Driver driver;
  std::set<uint16_t> addresses;
  driver.on_cycle = [&] {
    if (driver.outputs().cfg_psel != 0) addresses.insert(driver.outputs().cfg_paddr);
  };
  run_adaptation(driver, program);
  EXPECT_EQ(addresses, (std::set<uint16_t>{0xFFF8, 0xFFFC, 0x0000, 0x0004}));
  EXPECT_EQ(driver.cfg.shadow[1], tuning::sparse_word(program.entries[3]));
}

TEST(Load, WordsAreWrittenWholeWhateverTheyMean) {
  LoopProgram program = download(2);
  program.target = kTileShadow;
  Driver driver;
  load(driver, program);
  driver.write(kDeltaWindow, 0xDEADBEEF);
  driver.write(kDeltaWindow + 4, 0xFFFFFF00);
  adapt(driver);
  ASSERT_TRUE(driver.run_until(State::Done, 200));
  EXPECT_EQ(driver.cfg.words[kTileShadow], 0xDEADBEEFU);
  EXPECT_EQ(driver.cfg.words[kTileShadow + 4], 0xFFFFFF00U);
}

TEST(Load, NeedsNoTestProgram) {
  const LoopProgram program = download();
  Driver driver;
  load(driver, program);
  driver.write(kCountsAddress, kCountsLayers.put(3));
  driver.write(kCbStrideAddress, 0);
  adapt(driver);
  ASSERT_TRUE(driver.run_until(State::Done, 200));
  expect_adapted(driver, program);
}

TEST(Load, AppliedKeepsWhatStartLeft) {
  const LoopProgram program = download();
  Driver driver;
  run_adaptation(driver, program);
  for (uint32_t l = 0; l < 8; ++l) EXPECT_EQ(driver.read(kAppliedAddress + 4 * l).data, 0U);
}

void expect_error_in_load(Driver& driver, Error code, uint32_t detail) {
  EXPECT_EQ(driver.state(), State::Error);
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(code)) | kErrorDetail.put(detail));
  EXPECT_EQ(driver.outputs().cfg_psel, 0);
  EXPECT_EQ(driver.obs(ObsId::writer_step), 0U);
  EXPECT_EQ(driver.obs(ObsId::writer_index), 0U);
  EXPECT_EQ(driver.obs(ObsId::writer_retry), 0U);
}

TEST(Load, RewritesAWordThatReadsBackWrong) {
  LoopProgram program = download();
  program.test.retries = 2;
  Driver driver;
  driver.manner.wrong_reads = 2;
  run_adaptation(driver, program);
  expect_adapted(driver, program);
  EXPECT_EQ(driver.cfg.transfers, 2 * 3 + 2 * 2) << "two rewrites of word 0";
  EXPECT_EQ(driver.read(kAdaptWrittenAddress).data, 3U) << "a rewritten word counts once";
}

TEST(Load, GivesUpAfterTheAllowedRetriesOfAnEntry) {
  for (const uint32_t retries : {0U, 2U}) {
    LoopProgram program = download();
    program.test.retries = retries;
    Driver driver;
    driver.on_cycle = [&driver] {
      if (driver.obs(ObsId::writer_index) == 1) driver.manner.wrong_reads = 1;
    };
    run_adaptation(driver, program);
    expect_error_in_load(driver, Error::Readback, 0x2001);
    EXPECT_EQ(driver.cfg.transfers, static_cast<int>(2 + 2 * (retries + 1)));
    EXPECT_EQ(driver.read(kAdaptWrittenAddress).data, 1U);
  }
}

TEST(Load, RetriesCountAnewForEachEntry) {
  LoopProgram program = download();
  program.test.retries = 1;
  Driver driver;
  driver.on_cycle = [&driver, shown = false]() mutable {
    const bool reading =
        driver.obs(ObsId::writer_step) == static_cast<uint64_t>(WriterStep::ReadSetup);
    if (reading && !shown) driver.manner.wrong_reads = driver.obs(ObsId::writer_retry) == 0 ? 1 : 0;
    shown = reading;
  };
  run_adaptation(driver, program);
  driver.on_cycle = nullptr;
  expect_adapted(driver, program);
  EXPECT_EQ(driver.cfg.transfers, 3 * 4);
}

TEST(Load, ErrorsOfTransfersNameTheEntry) {
  for (int transfer = 0; transfer < 7; ++transfer) {
    const auto entry = static_cast<uint32_t>(transfer / 2);
    const uint32_t detail = transfer == 6 ? 255 : 0x2000 + entry;
    LoopProgram program = download();
    program.commit = true;
    Driver refused;
    refused.manner.slverr_transfer = transfer;
    run_adaptation(refused, program);
    expect_error_in_load(refused, Error::CfgSlverr, detail);
    Driver hung;
    hung.manner.hung_transfer = transfer;
    run_adaptation(hung, program);
    expect_error_in_load(hung, Error::CfgTimeout, detail);
    EXPECT_EQ(hung.read(kAdaptWrittenAddress).data, entry);
  }
}

TEST(Load, StartAnewAfterAnErrorLoadsAll) {
  const LoopProgram program = download();
  Driver driver;
  driver.manner.slverr_transfer = 3;
  run_adaptation(driver, program);
  clear(driver);
  driver.manner = {};
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

// With LOOP_EN the deltas that the loop learns begin at 0, here and in the accelerator.
TEST(Load, ClearsTheDeltasThatTheLoopWillLearn) {
  LoopProgram program = make_loop_program(51);
  Driver driver;
  std::vector<std::pair<uint64_t, uint64_t>> writes;
  driver.on_cycle = [&] {
    if (driver.obs(ObsId::delta_we) == 0) return;
    EXPECT_EQ(driver.obs(ObsId::writer_step), static_cast<uint64_t>(WriterStep::WriteSetup));
    writes.emplace_back(driver.obs(ObsId::delta_waddr), driver.obs(ObsId::delta_wdata));
  };
  load(driver, program);
  answer_with(driver, program);
  adapt(driver);
  ASSERT_TRUE(driver.run_until(State::Play, 1000));
  ASSERT_EQ(writes.size(), static_cast<size_t>(program.learned()));
  for (int e = 0; e < program.count(); ++e) {
    const auto i = static_cast<size_t>(e);
    const uint32_t word = tuning::sparse_word(program.entries[i]);
    const uint32_t loaded = e < program.loop_first ? word : word & ~0xFFU;
    EXPECT_EQ(driver.cfg.words[program.address(e)], loaded);
    EXPECT_EQ(driver.memory_word(Memory::Delta, e), loaded);
    if (e < program.loop_first) continue;
    const auto& write = writes[i - static_cast<size_t>(program.loop_first)];
    EXPECT_EQ(write.first, i);
    EXPECT_EQ(write.second, loaded);
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
