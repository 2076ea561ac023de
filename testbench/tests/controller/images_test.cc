// Stimulus and signature in trouble: foreign beats, wrong framing, stalls (section 7.2).
#include <gtest/gtest.h>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

uint64_t error_code(const Driver& driver) { return driver.obs(ObsId::error_code); }
uint64_t error_detail(const Driver& driver) { return driver.obs(ObsId::error_detail); }

struct WrongBeat {
  const char* what;
  size_t index;  // of the beat of the image
  void (*spoil)(SignatureBeat&);
  uint64_t check;
};

class Framing : public testing::TestWithParam<WrongBeat> {};

// Layers have 3 channels of 4 beats and 2 channels of 3 beats.
TEST_P(Framing, IsAnErrorWithItsNumberAndNeverAHang) {
  const SmallProgram program = make_program(7);
  Driver driver;
  load(driver, program);
  driver.answer = [&program](int number, uint8_t tag) {
    std::vector<SignatureBeat> beats = beats_of(program, 0, number, tag);
    if (number == 1) GetParam().spoil(beats[GetParam().index]);
    return beats;
  };
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Error));
  EXPECT_EQ(driver.outputs().flush, 1) << "in the first cycle of ERROR";
  EXPECT_EQ(error_code(driver), static_cast<uint64_t>(Error::Framing));
  EXPECT_EQ(error_detail(driver), GetParam().check);
  EXPECT_EQ(driver.obs(ObsId::image), 1U);
  driver.tick(50);
  EXPECT_EQ(driver.flush_cycles, 1);
  EXPECT_EQ(driver.read(kIrqStatusAddress).data, kIrqStatusError.put(1));
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(Error::Framing)) |
                kErrorDetail.put(static_cast<uint32_t>(GetParam().check)));
}

INSTANTIATE_TEST_SUITE_P(
    Checks, Framing,
    testing::Values(
        WrongBeat{"Layer", 0, [](SignatureBeat& b) { b.layer = 1; }, 1},
        WrongBeat{"LayerBeyondThreeBits", 0, [](SignatureBeat& b) { b.layer = 8; }, 1},
        WrongBeat{"LayerWinsOverChannel", 5,
                  [](SignatureBeat& b) {
                    b.layer = 1;
                    b.channel = 9;
                  },
                  1},
        WrongBeat{"Channel", 4, [](SignatureBeat& b) { b.channel = 2; }, 2},
        WrongBeat{"ChannelEndsEarly", 5, [](SignatureBeat& b) { b.last_channel = true; }, 3},
        WrongBeat{"ChannelDoesNotEnd", 3, [](SignatureBeat& b) { b.last_channel = false; }, 3},
        WrongBeat{"LayerEndsEarly", 7, [](SignatureBeat& b) { b.last_layer = true; }, 4},
        WrongBeat{"LayerEndsInsideAChannel", 9, [](SignatureBeat& b) { b.last_layer = true; }, 4},
        WrongBeat{"LayerDoesNotEnd", 11, [](SignatureBeat& b) { b.last_layer = false; }, 4},
        WrongBeat{"ImageEndsEarly", 11, [](SignatureBeat& b) { b.last_image = true; }, 5},
        WrongBeat{"ImageDoesNotEnd", 17, [](SignatureBeat& b) { b.last_image = false; }, 5}),
    [](const testing::TestParamInfo<WrongBeat>& test) { return std::string(test.param.what); });

TEST(Signature, ForeignTagsAreDiscardedAndCounted) {
  const SmallProgram program = make_program(7);
  Driver driver;
  load(driver, program);
  driver.answer = [&program](int number, uint8_t tag) {
    std::vector<SignatureBeat> beats;
    for (const SignatureBeat& beat : beats_of(program, number / 3, number % 3, tag)) {
      SignatureBeat foreign = beat;
      foreign.tag = static_cast<uint8_t>(tag + 128);
      foreign.layer = 7;
      beats.push_back(foreign);
      beats.push_back(beat);
    }
    return beats;
  };
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Done));
  EXPECT_EQ(driver.read(kStrayAddress).data, 6U * 18) << "one with every good beat";
  EXPECT_EQ(driver.read(kBest0Address).data, static_cast<uint32_t>(expect(program, 0).best));
}

TEST(Signature, BeatsOutsideCollectAreStray) {
  Driver driver;
  for (int i = 0; i < 5; ++i) driver.send({});
  driver.tick(20);
  EXPECT_TRUE(driver.beats_sent());
  EXPECT_EQ(driver.read(kStrayAddress).data, 5U);
  load(driver, make_program(7));
  start(driver);
  EXPECT_EQ(driver.read(kStrayAddress).data, 0U) << "START clears the count";
}

TEST(Signature, StrayCountSaturates) {
  Driver driver;
  for (int i = 0; i < 66000; ++i) driver.send({});
  driver.tick(70000);
  EXPECT_EQ(driver.read(kStrayAddress).data, 65535U);
}

TEST(Signature, ReadyFollowsTheLevelOfTheFifo) {
  Driver driver;
  driver.reset();
  EXPECT_EQ(driver.outputs().sig_ready, 0) << "in the reset state";
  driver.tick();
  EXPECT_EQ(driver.outputs().sig_ready, 1) << "one edge after release";
  driver.wait_for_scrub();
  driver.on_cycle = [&driver] {
    EXPECT_EQ(driver.outputs().sig_ready, driver.obs(ObsId::sig_fill) < 2 ? 1 : 0);
  };
  bool full = false;
  ProgramSizes sizes;
  sizes.channels = {1, 1, 1};
  sizes.beats = {1, 1, 1};
  const SmallProgram program = make_program(7, sizes);
  load(driver, program);
  answer_with(driver, program);
  start(driver);
  for (int i = 0; i < 3000 && driver.state() != State::Done; ++i) {
    driver.tick();
    full = full || driver.obs(ObsId::sig_fill) == 2;
  }
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_TRUE(full) << "the pause after a layer must have filled the FIFO";
}

TEST(Signature, LayerStatisticsAreWrittenInTheFourCyclesBehindTheLastBeat) {
  const SmallProgram program = make_program(7);
  Driver driver;
  load(driver, program);
  driver.answer = [](int, uint8_t) { return std::vector<SignatureBeat>(); };
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Collect));
  const auto tag = static_cast<uint8_t>(driver.obs(ObsId::tag));
  for (const SignatureBeat& beat : beats_of(program, 0, 0, tag)) driver.send(beat);
  std::vector<uint64_t> slots;
  driver.on_cycle = [&] {
    if (driver.obs(ObsId::stat_we) != 0) slots.push_back(driver.obs(ObsId::stat_waddr));
    EXPECT_EQ(driver.obs(ObsId::stat_re), 0U) << "image 0 overwrites";
  };
  ASSERT_TRUE(driver.run_until(State::Play));
  EXPECT_EQ(slots, (std::vector<uint64_t>{6, 7, 8, 0, 1, 2, 9, 10, 3, 4, 5}));
}

TEST(Timeout, SinkThatTakesNothingEndsInError) {
  SmallProgram program = make_program(7);
  program.image_timeout = 500;
  Driver driver;
  driver.manner.stim_ready_percent = 0;
  load(driver, program);
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Error));
  EXPECT_EQ(error_code(driver), static_cast<uint64_t>(Error::ImageTimeout));
  EXPECT_EQ(error_detail(driver), 0U);
  EXPECT_EQ(driver.spans[driver.spans.size() - 2].cycles, 500U);
  EXPECT_EQ(driver.outputs().stim_valid, 0) << "the output register empties";
  EXPECT_EQ(driver.obs(ObsId::image_cycles), 0U);
}

TEST(Timeout, SignatureThatNeverComesEndsInError) {
  SmallProgram program = make_program(7);
  program.image_timeout = 500;
  Driver driver;
  load(driver, program);
  driver.answer = [&program](int number, uint8_t tag) {
    return number == 2 ? std::vector<SignatureBeat>() : beats_of(program, 0, number, tag);
  };
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Error));
  EXPECT_EQ(error_code(driver), static_cast<uint64_t>(Error::ImageTimeout));
  EXPECT_EQ(error_detail(driver), 2U);
  const size_t n = driver.spans.size();
  EXPECT_EQ(driver.spans[n - 3].cycles + driver.spans[n - 2].cycles, 500U);
}

TEST(Timeout, FramingErrorInTheSameCycleWins) {
  SmallProgram program = make_program(7);
  const auto outcome = [&program](uint32_t& cycles) {
    Driver driver;
    load(driver, program);
    driver.answer = [](int, uint8_t tag) {
      SignatureBeat wrong;
      wrong.layer = 3;
      wrong.tag = tag;
      return std::vector<SignatureBeat>{wrong};
    };
    start(driver);
    EXPECT_TRUE(driver.run_until(State::Error));
    const size_t n = driver.spans.size();
    cycles = driver.spans[n - 3].cycles + driver.spans[n - 2].cycles;
    return static_cast<Error>(error_code(driver));
  };
  uint32_t cycles = 0;
  EXPECT_EQ(outcome(cycles), Error::Framing);
  program.image_timeout = cycles;
  EXPECT_EQ(outcome(cycles), Error::Framing);
  program.image_timeout = cycles - 1;
  EXPECT_EQ(outcome(cycles), Error::ImageTimeout);
}

TEST(Signature, BeatBehindTheLastOneOfAnImageIsStray) {
  const SmallProgram program = make_program(7);
  Driver plain;
  run_program(plain, program);
  Driver driver;
  load(driver, program);
  driver.answer = [&program](int number, uint8_t tag) {
    std::vector<SignatureBeat> beats = beats_of(program, number / 3, number % 3, tag);
    beats.push_back(beats.back());
    return beats;
  };
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Done));
  EXPECT_EQ(driver.read(kStrayAddress).data, 6U);
  ASSERT_EQ(driver.spans.size(), plain.spans.size());
  for (size_t i = 1; i + 1 < driver.spans.size(); ++i) {
    EXPECT_EQ(driver.spans[i].cycles, plain.spans[i].cycles) << "state number " << i;
  }
}

TEST(Timeout, LastCycleOfAnImageMayBeTheLastAllowed) {
  SmallProgram program = make_program(7);
  Driver reference;
  run_program(reference, program);
  ASSERT_EQ(reference.state(), State::Done);
  uint32_t longest = 0;
  for (size_t i = 0; i + 1 < reference.spans.size(); ++i) {
    if (reference.spans[i].state != State::Play) continue;
    longest = std::max(longest, reference.spans[i].cycles + reference.spans[i + 1].cycles);
  }
  program.image_timeout = longest;
  Driver just;
  run_program(just, program);
  EXPECT_EQ(just.state(), State::Done);
  program.image_timeout = longest - 1;
  Driver late;
  run_program(late, program);
  EXPECT_EQ(late.state(), State::Error);
  EXPECT_EQ(error_code(late), static_cast<uint64_t>(Error::ImageTimeout));
}

TEST(Error, ClearAndStartRunTheTestAgain) {
  const SmallProgram program = make_program(7);
  Driver driver;
  load(driver, program);
  driver.answer = [](int, uint8_t tag) {
    SignatureBeat wrong;
    wrong.layer = 3;
    wrong.tag = tag;
    return std::vector<SignatureBeat>{wrong};
  };
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Error));
  start(driver);
  driver.tick(5);
  EXPECT_EQ(driver.state(), State::Error) << "START is rejected in ERROR";
  EXPECT_EQ(driver.obs(ObsId::irq_status), kIrqStatusError.put(1) | kIrqStatusStartRejected.put(1));
  clear(driver);
  ASSERT_EQ(driver.state(), State::Idle);
  EXPECT_NE(driver.read(kErrorAddress).data, 0U) << "the cause stays readable";
  run_program(driver, program);
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.read(kErrorAddress).data, 0U);
  EXPECT_EQ(driver.cfg.active[0], expect(program, 0).tune_words[0]);
}

}  // namespace
}  // namespace kintsugi::controller_test
