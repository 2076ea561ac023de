// Scrub, parity and injected faults of the memories (docs/controller.md, section 4).
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

struct Window {
  Memory memory;
  uint32_t address;
};
constexpr Window kWritable[] = {{Memory::Stim, kStimWindow},
                                {Memory::Proj, kProjWindow},
                                {Memory::Codebook, kCodebookWindow},
                                {Memory::Delta, kDeltaWindow},
                                {Memory::Store, kStoreWindow}};
constexpr uint32_t kArmed = 8;  // of `inject`

void inject(Driver& driver, Memory memory) {
  driver.write(kInjectAddress,
               kInjectArm.put(1) | kInjectMemory.put(static_cast<uint32_t>(memory)));
}

// Steps to the edge behind which a fresh controller is in the reset state.
void reset_only(Driver& driver) {
  driver.reset();
  ASSERT_EQ(driver.obs(ObsId::scrubbing), 1U);
}

TEST(Scrub, ClearsAWordOfEveryMemoryACycle) {
  Driver driver;
  for (const Window& window : kWritable) {
    const int words = kMemories[static_cast<int>(window.memory)].words;
    for (const int word : {0, 1, 7, words - 1}) {
      driver.write(window.address + 4 * static_cast<uint32_t>(word), 0xFFFF0000U + 7);
    }
  }
  reset_only(driver);
  EXPECT_EQ(driver.memory_word(Memory::Stim, 0), 0xFFFF0007U) << "reset itself clears nothing";
  for (uint32_t cycle = 0; cycle < 1024; ++cycle) {
    ASSERT_EQ(driver.obs(ObsId::cycle), cycle);
    ASSERT_EQ(driver.obs(ObsId::scrubbing), 1U) << cycle;
    driver.tick();
    for (const Window& window : kWritable) {
      const auto words = static_cast<uint32_t>(kMemories[static_cast<int>(window.memory)].words);
      if (cycle < words) {
        EXPECT_EQ(driver.memory_word(window.memory, static_cast<int>(cycle)), 0U);
      }
      if (cycle + 1 < words) {
        EXPECT_EQ(driver.memory_word(window.memory, static_cast<int>(words) - 1), 0xFFFF0007U)
            << name(window.memory) << " in cycle " << cycle;
      }
    }
  }
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 0U) << "the deepest memory has 1024 words";
}

TEST(Scrub, ClearsStatisticsAndKeepsTheLog) {
  Driver driver;
  const SmallProgram program = make_program(1);
  run_program(driver, program);
  driver.tick();
  const uint64_t entry = driver.memory_word(Memory::Log, 0);
  ASSERT_NE(entry, 0U);
  ASSERT_NE(driver.memory_word(Memory::Stat, 0), 0U);
  driver.reset();
  driver.wait_for_scrub();
  EXPECT_EQ(driver.memory_word(Memory::Log, 0), entry);
  for (int slot = 0; slot < kStatSlots; ++slot) {
    EXPECT_EQ(driver.memory_word(Memory::Stat, slot), 0U);
  }
  EXPECT_EQ(driver.read(kLogCountAddress).data, 0U);
}

TEST(Scrub, RefusesWindowsButLogAndLeavesRegisters) {
  Driver driver;
  run_program(driver, make_program(1));
  reset_only(driver);
  for (const WindowInfo& info : kWindows) {
    EXPECT_EQ(driver.read(info.address).error, info.address != kLogWindow) << info.name;
    EXPECT_TRUE(driver.write(info.address, 1).error) << info.name;
  }
  EXPECT_FALSE(driver.write(kPixelsAddress, 77).error);
  EXPECT_EQ(driver.read(kPixelsAddress).data, 77U);
  EXPECT_EQ(driver.read(kStatusAddress).data, kStatusScrubbing.put(1));
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 1U);
  driver.wait_for_scrub();
  EXPECT_EQ(driver.read(kStatusAddress).data, 0U);
  EXPECT_EQ(driver.read(kStimWindow).data, 0U) << "the refused write did nothing";
}

TEST(Scrub, RejectsStartAndAdapt) {
  Driver driver;
  reset_only(driver);
  for (const uint32_t command : {kCtrlStart.put(1), kCtrlAdapt.put(1)}) {
    driver.write(kCtrlAddress, command);
    driver.tick(3);
    EXPECT_EQ(driver.state(), State::Idle);
    EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusStartRejected.put(1));
    driver.write(kIrqStatusAddress, 31);
  }
}

TEST(Scrub, ShowsInNoMonitorAndTakesNoInjection) {
  Driver driver;
  reset_only(driver);
  inject(driver, Memory::Store);
  while (driver.obs(ObsId::scrubbing) != 0) {
    driver.tick();
    for (const ObsId id : {ObsId::stat_we, ObsId::delta_we, ObsId::store_we, ObsId::stim_re}) {
      EXPECT_EQ(driver.obs(id), 0U);
    }
  }
  EXPECT_EQ(driver.obs(ObsId::inject), kArmed + static_cast<uint64_t>(Memory::Store));
  for (const Window& window : kWritable) EXPECT_FALSE(driver.read(window.address).error);
}

// The end of the scrub between DECODE and ACCESS: both must be free.
TEST(Scrub, HoldsWhenEitherDecodeOrAccessIsScrubbing) {
  int changes = 0;
  for (int delay = 0; delay < 10; ++delay) {
    Driver driver;
    driver.reset();
    driver.tick(1024 - 7 + delay);
    bool in_decode = false;
    bool in_access = false;
    driver.on_cycle = [&] {
      const bool scrubbing = driver.obs(ObsId::scrubbing) != 0;
      const auto phase = static_cast<CsrPhase>(driver.obs(ObsId::csr_phase));
      if (phase == CsrPhase::Decode) in_decode = scrubbing;
      if (phase == CsrPhase::Access) in_access = scrubbing;
    };
    const bool error = driver.read(kProjWindow).error;
    EXPECT_EQ(error, in_decode || in_access) << "delay " << delay;
    changes += in_decode != in_access ? 1 : 0;
  }
  EXPECT_EQ(changes, 1);
}

TEST(Scrub, BeginsAnewWithAReset) {
  Driver driver;
  driver.reset();
  driver.tick(500);
  driver.reset();
  driver.tick(1023);
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 1U);
  driver.tick();
  EXPECT_EQ(driver.obs(ObsId::scrubbing), 0U);
}

TEST(Injection, InvertsBitZeroOfTheNextWriteOfTheHostOnly) {
  Driver driver;
  for (const Window& window : kWritable) {
    for (const uint32_t data : {0x12345678U, 0x12345679U}) {
      inject(driver, window.memory);
      EXPECT_EQ(driver.obs(ObsId::inject), kArmed + static_cast<uint64_t>(window.memory));
      for (const Window& other : kWritable) {
        if (other.memory == window.memory) continue;
        driver.write(other.address + 4, 5);
        EXPECT_EQ(driver.memory_word(other.memory, 1), 5U);
      }
      EXPECT_FALSE(driver.write(window.address + 8, data).error);
      EXPECT_EQ(driver.obs(ObsId::inject), 0U) << "disarmed";
      EXPECT_EQ(driver.memory_word(window.memory, 2), data ^ 1U);
      driver.write(window.address + 12, data);
      EXPECT_EQ(driver.memory_word(window.memory, 3), data);
    }
  }
}

TEST(Injection, RegisterTakesItsFieldsByStrobe) {
  Driver driver;
  const uint32_t word = kInjectArm.put(1) | kInjectMemory.put(4);
  const uint64_t expected[] = {0, 0, kArmed, kArmed + 4};  // by strobes 1:0
  for (int strobes = 0; strobes < 16; ++strobes) {
    driver.write(kInjectAddress, word);
    EXPECT_EQ(driver.obs(ObsId::inject), kArmed + 4U);
    EXPECT_FALSE(driver.write(kInjectAddress, word, strobes).error);
    EXPECT_EQ(driver.obs(ObsId::inject), expected[strobes & 3]) << strobes;
  }
  driver.write(kInjectAddress, kInjectMemory.put(4));
  EXPECT_EQ(driver.obs(ObsId::inject), 0U) << "ARM 0 disarms";
  EXPECT_EQ(driver.read(kInjectAddress).data, 0U);
}

TEST(Injection, OfMemorySevenHasNoEffect) {
  Driver driver;
  driver.write(kInjectAddress, kInjectArm.put(1) | kInjectMemory.put(7));
  run_program(driver, make_program(1));
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.obs(ObsId::inject), kArmed + 7U);
}

TEST(Parity, BadWordIsRefusedToTheHost) {
  Driver driver;
  for (const Window& window : kWritable) {
    inject(driver, window.memory);
    driver.write(window.address + 20, 0xCAFE);
    const ApbResult result = driver.read(window.address + 20);
    EXPECT_TRUE(result.error) << name(window.memory);
    EXPECT_EQ(result.data, 0U);
    EXPECT_EQ(driver.read(kIrqStatusAddress).data, kIrqStatusParity.put(1));
    EXPECT_EQ(driver.state(), State::Idle) << "a host's read does not stop the controller";
    EXPECT_FALSE(driver.read(window.address + 16).error);
    driver.write(kIrqStatusAddress, kIrqStatusParity.put(1));
    EXPECT_EQ(driver.read(kIrqStatusAddress).data, 0U);
    driver.write(window.address + 20, 0xCAFE);
    EXPECT_EQ(driver.read(window.address + 20).data, 0xCAFEU) << "written anew";
  }
}

TEST(Parity, CauseIsSetInRespondAndRaisesTheInterrupt) {
  Driver driver;
  driver.write(kIrqMaskAddress, kIrqStatusParity.put(1));
  inject(driver, Memory::Delta);
  driver.write(kDeltaWindow, 1);
  driver.on_cycle = [&driver] {
    const bool responding =
        driver.obs(ObsId::csr_phase) == static_cast<uint64_t>(CsrPhase::Respond);
    if (responding) {
      EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusParity.put(1));
    }
    if (driver.obs(ObsId::csr_phase) == static_cast<uint64_t>(CsrPhase::Access)) {
      EXPECT_EQ(driver.obs(ObsId::irq_status), 0U);
    }
  };
  driver.read(kDeltaWindow);
  driver.on_cycle = nullptr;
  EXPECT_EQ(driver.outputs().irq, 1);
}

TEST(Parity, OfALogEntryCoversBothItsWords) {
  Driver driver;
  inject(driver, Memory::Log);
  run_program(driver, make_program(1));
  driver.tick(2);
  EXPECT_EQ(driver.obs(ObsId::inject), 0U) << "CHECK was logged";
  EXPECT_TRUE(driver.read(kLogWindow).error);
  EXPECT_TRUE(driver.read(kLogWindow + 4).error);
  EXPECT_FALSE(driver.read(kLogWindow + 8).error);
  EXPECT_EQ(driver.state(), State::Done) << "no engine reads the log";
}

TEST(Parity, OfAStatisticWrittenByTheEngine) {
  SmallProgram program = make_program(1);
  program.retest = false;
  Driver driver;
  load(driver, program);
  inject(driver, Memory::Stat);
  answer_with(driver, program);
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Error, 10000)) << "read back with image 1";
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(Error::Parity)) |
                kErrorDetail.put(static_cast<uint32_t>(Memory::Stat)));
  EXPECT_EQ(driver.obs(ObsId::image), 1U);
  const auto slot = static_cast<uint32_t>(3 * program.layers());  // of channel 0
  EXPECT_FALSE(driver.read(kStatWindow + 4 * slot).error) << "written in that cycle all the same";
}

// A bad word at `address` of the loaded program must stop the run at the end of the cycle behind
// its read.
struct BadWord {
  const char* what;
  Memory memory;
  int word;
  State state;     // of the cycle behind the read
  uint32_t cycle;  // its number in the visit that ends with the error, 0 not checked
};

SmallProgram parity_program() {
  ProgramSizes sizes;
  sizes.images = 2;
  sizes.pixels = 20;
  sizes.features = 3;
  sizes.clusters = 2;
  sizes.channels = {2, 2};
  sizes.beats = {1, 1};
  return with_predictors(with_maps(make_program(40, sizes), 41), 42);
}

void spoil(Driver& driver, Memory memory, int word) {
  uint32_t address = 0;
  for (const Window& window : kWritable) {
    if (window.memory == memory) address = window.address;
  }
  address += 4 * static_cast<uint32_t>(word);
  const uint32_t data = driver.read(address).data;
  inject(driver, memory);
  driver.write(address, data);
}

void expect_parity_error(Driver& driver, Memory memory) {
  ASSERT_EQ(driver.state(), State::Error);
  EXPECT_EQ(driver.read(kErrorAddress).data, kErrorCode.put(static_cast<uint32_t>(Error::Parity)) |
                                                 kErrorDetail.put(static_cast<uint32_t>(memory)));
  EXPECT_EQ(driver.obs(ObsId::irq_status) & kIrqStatusError.put(1), kIrqStatusError.put(1));
  EXPECT_EQ(driver.obs(ObsId::irq_status) & kIrqStatusParity.put(1), 0U) << "that is the host's";
  EXPECT_EQ(driver.outputs().cfg_psel, 0);
  EXPECT_EQ(driver.outputs().stim_valid, 0);
  EXPECT_EQ(driver.obs(ObsId::writer_step), 0U);
  EXPECT_EQ(driver.obs(ObsId::adapt_step), 0U);
  EXPECT_EQ(driver.obs(ObsId::image_cycles), 0U);
}

TEST(Parity, StopsATestBehindTheReadOfABadWord) {
  const SmallProgram program = parity_program();
  const int best = expect(program, 0).best;
  const int entry = program.entry_word(best);
  const BadWord words[] = {
      {"first word of image 0", Memory::Stim, 0, State::Play, 2},
      {"word 1 of image 0", Memory::Stim, 1, State::Play, 4},
      {"word 2 of image 1", Memory::Stim, 5, State::Play, 12},
      {"first weights", Memory::Proj, 0, State::Project, 2},
      {"last weights", Memory::Proj, program.projected() - 1, State::Project, 11},
      {"first mean", Memory::Proj, program.projected(), State::Finalise, 2},
      {"last mean", Memory::Proj, program.projected() + 2, State::Finalise, 4},
      {"distance weights", Memory::Codebook, 0, State::Cluster, 2},
      {"centroid of the last entry", Memory::Codebook, program.entry_word(1) + 2, State::Cluster,
       0},
      {"header of the best", Memory::Codebook, entry, State::Decide, 2},
      {"row NOW", Memory::Codebook, program.row_word(best), State::Predict, 4},
      {"row AFTER", Memory::Codebook, 1, State::Predict, 2},
      {"base word", Memory::Codebook, entry + 3, State::Write, 0},
      {"last slopes", Memory::Codebook, program.map_word(best) + 1, State::Write, 0},
  };
  for (const BadWord& bad : words) {
    Driver driver;
    load(driver, program);
    spoil(driver, bad.memory, bad.word);
    answer_with(driver, program);
    start(driver);
    ASSERT_TRUE(driver.run_until(State::Error, 20000)) << bad.what;
    const StateSpan& last = driver.spans[driver.spans.size() - 2];
    EXPECT_EQ(last.state, bad.state) << bad.what;
    if (bad.cycle != 0) {
      EXPECT_EQ(last.cycles, bad.cycle) << bad.what;
    }
    expect_parity_error(driver, bad.memory);
    EXPECT_EQ(driver.cfg.commits, bad.what == std::string("row AFTER") ? 1 : 0) << bad.what;
    clear(driver);
    run_program(driver, program);
    EXPECT_EQ(driver.state(), State::Done) << "loaded anew";
  }
}

TEST(Parity, OfAWordThatNobodyReadsDoesNotMatter) {
  const SmallProgram program = parity_program();
  Driver driver;
  load(driver, program);
  inject(driver, Memory::Stim);
  driver.write(kStimWindow + 4 * 900, 3);
  inject(driver, Memory::Delta);
  driver.write(kDeltaWindow, 3);
  answer_with(driver, program);
  start(driver);
  EXPECT_TRUE(driver.run_until(State::Done, 20000));
}

TEST(Parity, StopsADownloadBehindItsFetch) {
  LoopProgram program = make_loop_program(50);
  for (const bool loop : {false, true}) {
    program.loop = loop;
    Driver driver;
    load(driver, program);
    spoil(driver, Memory::Delta, 4);
    answer_with(driver, program);
    adapt(driver);
    ASSERT_TRUE(driver.run_until(State::Error, 5000));
    expect_parity_error(driver, Memory::Delta);
    EXPECT_EQ(driver.spans[driver.spans.size() - 2].cycles, 4U * 7 + 2);
    EXPECT_EQ(driver.obs(ObsId::adapt_written), 4U);
    // What the engine did in that cycle happened: the cleared word was written, now with right
    // parity.
    EXPECT_EQ(driver.read(kDeltaWindow + 16).error, !loop);
  }
}

TEST(Parity, StopsTheLoopBehindTheReadOfABadWord) {
  const LoopProgram program = make_loop_program(8);
  const int label = program.store_stride() - 1;
  Driver driver;
  load(driver, program);
  spoil(driver, Memory::Store, label);
  answer_with(driver, program);
  adapt(driver);
  ASSERT_TRUE(driver.run_until(State::Error, 5000));
  EXPECT_EQ(driver.spans[driver.spans.size() - 2].state, State::Adapt);
  EXPECT_EQ(driver.spans[driver.spans.size() - 2].cycles, 2U);
  expect_parity_error(driver, Memory::Store);
}

// Words written by engines: an answer, an output, a cleared entry, an entry learned.
TEST(Parity, OfWordsTheLoopWroteItself) {
  const LoopProgram program = make_loop_program(8);
  const struct {
    Memory memory;
    State armed_in;
    int skipped;  // writes before
  } cases[] = {{Memory::Store, State::Collect, 0},
               {Memory::Store, State::Collect, 3},
               {Memory::Delta, State::Load, 2},
               {Memory::Delta, State::Adapt, 0}};
  for (const auto& one : cases) {
    Driver driver;
    load(driver, program);
    answer_with(driver, program);
    adapt(driver);
    int writes = 0;
    bool armed = false;
    const ObsId shown = one.memory == Memory::Store ? ObsId::store_we : ObsId::delta_we;
    ASSERT_TRUE(driver.run_until(one.armed_in, 5000));
    while (writes < one.skipped) {
      driver.tick();
      writes += static_cast<int>(driver.obs(shown));
    }
    inject(driver, one.memory);
    for (int i = 0; i < 20000 && driver.state() != State::Error; ++i) {
      driver.tick();
      if (!armed && driver.obs(ObsId::inject) == 0) {
        armed = true;
        EXPECT_EQ(driver.obs(shown), 1U) << "disarmed by the write";
        const bool store = one.memory == Memory::Store;
        const auto word =
            static_cast<int>(driver.obs(store ? ObsId::store_waddr : ObsId::delta_waddr));
        const uint64_t meant = driver.obs(store ? ObsId::store_wdata : ObsId::delta_wdata);
        EXPECT_EQ(driver.memory_word(one.memory, word), meant ^ 1U)
            << "monitors show what was meant";
      }
    }
    EXPECT_TRUE(armed);
    expect_parity_error(driver, one.memory);
  }
}

// PROJECT reads the weights and the statistic of a row in one cycle.
TEST(Parity, LowestMemoryIsNamedIfSeveralAreBad) {
  ProgramSizes sizes;
  sizes.images = 1;  // statistics are written once
  const SmallProgram program = make_program(1, sizes);
  const int slot = 3 * program.layers();  // the first one written
  for (const bool both : {false, true}) {
    Driver driver;
    load(driver, program);
    spoil(driver, Memory::Proj, slot * program.weight_row_words());
    if (both) inject(driver, Memory::Stat);
    answer_with(driver, program);
    start(driver);
    ASSERT_TRUE(driver.run_until(State::Error, 5000));
    EXPECT_EQ(driver.spans[driver.spans.size() - 2].state, State::Project);
    expect_parity_error(driver, both ? Memory::Stat : Memory::Proj);
  }
}

// The write of a new INJECT before, at and behind the edge of a write that takes the old one.
TEST(Injection, WrittenAtTheEdgeOfAWriteIsWhatCountsAfterwards) {
  const LoopProgram program = make_loop_program(8);
  int met = 0;
  for (int delay = 0; delay < 20; ++delay) {
    Driver driver;
    load(driver, program);
    inject(driver, Memory::Delta);
    answer_with(driver, program);
    adapt(driver);
    ASSERT_TRUE(driver.run_until(State::Load));
    bool replaced = false;  // in an earlier cycle
    int writes = 0;
    driver.on_cycle = [&] {
      const bool host = driver.obs(ObsId::host_we) != 0;
      if (driver.obs(ObsId::delta_we) != 0 && ++writes == 1) {
        const auto word = static_cast<int>(driver.obs(ObsId::delta_waddr));
        EXPECT_EQ(driver.memory_word(Memory::Delta, word),
                  driver.obs(ObsId::delta_wdata) ^ (replaced ? 0U : 1U))
            << "delay " << delay;
        const uint64_t store = kArmed + static_cast<uint64_t>(Memory::Store);
        EXPECT_EQ(driver.obs(ObsId::inject), host || replaced ? store : 0) << "delay " << delay;
        met += host ? 1 : 0;
      }
      replaced = replaced || host;
    };
    driver.tick(delay);
    inject(driver, Memory::Store);
    while (writes == 0) driver.tick();
    driver.on_cycle = nullptr;
    ASSERT_TRUE(driver.run_until(State::Collect, 5000));
    while (driver.obs(ObsId::store_we) == 0) driver.tick();
    EXPECT_EQ(driver.obs(ObsId::inject), 0U) << "the new one was taken";
  }
  EXPECT_EQ(met, 1);
}

// Arming at the very edge of a write arms for the next one.
TEST(Injection, ArmsFromTheNextCycleOn) {
  const LoopProgram program = make_loop_program(8);
  int met = 0;
  for (int delay = 0; delay < 20; ++delay) {
    Driver driver;
    load(driver, program);
    answer_with(driver, program);
    adapt(driver);
    ASSERT_TRUE(driver.run_until(State::Load));
    bool armed = false;
    bool taken = false;
    driver.on_cycle = [&] {
      const bool host = driver.obs(ObsId::host_we) != 0;
      if (driver.obs(ObsId::delta_we) != 0) {
        const auto word = static_cast<int>(driver.obs(ObsId::delta_waddr));
        const bool inverted = armed && !taken;
        EXPECT_EQ(driver.memory_word(Memory::Delta, word),
                  driver.obs(ObsId::delta_wdata) ^ (inverted ? 1U : 0U));
        taken = taken || inverted;
        met += host ? 1 : 0;
      }
      armed = armed || host;
    };
    driver.tick(delay);
    inject(driver, Memory::Delta);
    ASSERT_TRUE(driver.run_until(State::Play, 5000));
    EXPECT_TRUE(taken);
  }
  EXPECT_GE(met, 1);
}

// A bad word read in the very cycle of an abort is found in FLUSH and ends in ERROR.
TEST(Parity, OfAWordReadInTheCycleOfAnAbortStopsTheFlush) {
  const LoopProgram program = make_loop_program(50);
  int met = 0;
  for (int delay = 0; delay < 40; ++delay) {
    Driver driver;
    load(driver, program);
    spoil(driver, Memory::Delta, 4);
    answer_with(driver, program);
    adapt(driver);
    ASSERT_TRUE(driver.run_until(State::Load));
    bool read = false;
    driver.on_cycle = [&] {
      const bool first = driver.state() == State::Flush && driver.spans.back().cycles == 1;
      read = read ||
             (first && driver.obs(ObsId::delta_re) != 0 && driver.obs(ObsId::delta_raddr) == 4);
    };
    driver.tick(delay);
    abort(driver);
    driver.tick(60);
    driver.on_cycle = nullptr;
    if (!read) continue;
    ++met;
    EXPECT_EQ(driver.spans[driver.spans.size() - 2].state, State::Flush);
    EXPECT_EQ(driver.spans[driver.spans.size() - 2].cycles, 1U);
    expect_parity_error(driver, Memory::Delta);
    EXPECT_EQ(driver.obs(ObsId::irq_status) & kIrqStatusAborted.put(1), 0U);
    EXPECT_EQ(driver.flush_cycles, 2) << "of FLUSH and of ERROR";
  }
  EXPECT_EQ(met, 1);
}

// The statistic of channel 0 is bad; the time of image 1 ends before, at and behind its check.
// The statistic of channel 0 is bad; the time of image 1, whose answer comes late, ends with its
// read, at its check and behind it.
TEST(Parity, WinsOverATimeoutAtItsEdgeAndLosesToOneBefore) {
  SmallProgram program = make_program(1);
  int lost = 0, together = 0, won = 0;
  for (uint32_t timeout = 130; timeout >= 80; --timeout) {
    program.image_timeout = timeout;
    Driver driver;
    load(driver, program);
    inject(driver, Memory::Stat);
    driver.answer = [&](int number, uint8_t tag) {
      driver.manner.answer_delay = number == 1 ? 70 : 3;
      return beats_of(program, 0, number, tag);
    };
    bool read = false;  // in the cycle that the error ended
    driver.on_cycle = [&] {
      const bool first = driver.state() == State::Error && driver.spans.back().cycles == 1;
      if (first) read = driver.obs(ObsId::stat_re) != 0;
    };
    start(driver);
    ASSERT_TRUE(driver.run_until(State::Error, 5000));
    driver.tick(3);
    driver.on_cycle = nullptr;
    ASSERT_EQ(driver.obs(ObsId::image), 1U);
    EXPECT_EQ(driver.flush_cycles, 1) << "one error";
    const size_t n = driver.spans.size();
    const uint32_t cycles = driver.spans[n - 2].cycles + driver.spans[n - 3].cycles;
    if (driver.obs(ObsId::error_code) == static_cast<uint64_t>(Error::Parity)) {
      ++(cycles == timeout ? together : won);
    } else {
      EXPECT_EQ(driver.obs(ObsId::error_code), static_cast<uint64_t>(Error::ImageTimeout));
      EXPECT_EQ(cycles, timeout);
      lost += read ? 1 : 0;
    }
  }
  EXPECT_EQ(lost, 1);
  EXPECT_EQ(together, 1);
  EXPECT_GT(won, 0);
}

}  // namespace
}  // namespace kintsugi::controller_test
