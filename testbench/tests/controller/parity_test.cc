// What a word of bad parity does to the engines (docs/controller.md, section 4).
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/memory_faults.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

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
