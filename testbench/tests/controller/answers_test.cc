// The answers that pass 2 keeps (docs/controller.md, sections 7.2 and 7.9).
#include <gtest/gtest.h>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// Pass 2 leaves the statistics of the last test alone.
TEST(Answers, LeaveTheStatisticsOfTheTest) {
  const LoopProgram program = make_loop_program(4);
  Driver driver;
  run_program(driver, program.test);
  std::vector<uint64_t> before;
  for (int slot = 0; slot < kStatSlots; ++slot) {
    before.push_back(driver.memory_word(Memory::Stat, slot));
  }
  int touched = 0;
  driver.on_cycle = [&] {
    if (driver.obs(ObsId::pass) == 2) {
      touched += static_cast<int>(driver.obs(ObsId::stat_re) + driver.obs(ObsId::stat_we));
    }
  };
  run_adaptation(driver, program);
  driver.on_cycle = nullptr;
  EXPECT_EQ(touched, 0);
  for (int slot = 0; slot < kStatSlots; ++slot) {
    EXPECT_EQ(driver.memory_word(Memory::Stat, slot), before[static_cast<size_t>(slot)]);
  }
  expect_adapted(driver, program);
}

// With beats back to back: a word of codes in the cycle behind nibble 7 and behind the last one,
// outputs one a cycle, pauses of three cycles behind a layer.
TEST(Answers, AreWrittenInTheCycleBehindTheirBeat) {
  LoopSizes sizes;
  sizes.images = 2;
  sizes.inputs = 18;
  const LoopProgram program = make_loop_program(5, sizes);
  Driver driver;
  std::vector<std::pair<uint32_t, uint64_t>> writes;  // {cycle of COLLECT, word}
  driver.on_cycle = [&] {
    if (driver.obs(ObsId::store_we) == 0 || driver.obs(ObsId::image) != 1) return;
    EXPECT_EQ(driver.state(), State::Collect);
    writes.emplace_back(driver.spans.back().cycles - 1, driver.obs(ObsId::store_waddr));
  };
  run_adaptation(driver, program);
  const auto first = static_cast<uint64_t>(program.store_stride());
  ASSERT_EQ(writes.size(), 3U + 3U);
  for (size_t w = 0; w < 6; ++w) EXPECT_EQ(writes[w].second, first + w);
  EXPECT_EQ(writes[1].first - writes[0].first, 8U);
  EXPECT_EQ(writes[2].first - writes[1].first, 2U) << "the last two channels";
  EXPECT_EQ(writes[3].first - writes[2].first, 4U) << "three cycles of pause";
  EXPECT_EQ(writes[4].first - writes[3].first, 1U);
  EXPECT_EQ(writes[5].first - writes[4].first, 1U);
}

TEST(Answers, FramingAndTimeoutAreChecked) {
  LoopProgram program = make_loop_program(6);
  Driver framing;
  load(framing, program);
  framing.answer = [](int, uint8_t tag) {
    return std::vector<SignatureBeat>{{1, 0, tag, 5, true, false, false}};
  };
  adapt(framing);
  ASSERT_TRUE(framing.run_until(State::Error, 5000));
  EXPECT_EQ(framing.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(Error::Framing)) | kErrorDetail.put(1));
  program.test.image_timeout = 300;
  Driver silent;
  load(silent, program);
  adapt(silent);
  ASSERT_TRUE(silent.run_until(State::Error, 5000));
  EXPECT_EQ(silent.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(Error::ImageTimeout)));
}

// Two layers only: layer 0 is the last hidden one.
TEST(Answers, OfANetworkOfTwoLayers) {
  LoopProgram program = make_loop_program(7);
  program.test.channels.erase(program.test.channels.begin());
  program.test.beats.erase(program.test.beats.begin());
  for (auto& values : program.values) values.erase(values.begin(), values.begin() + 4);
  for (auto& entry : program.test.codebook) entry.tune_words.resize(1);
  Driver driver;
  run_adaptation(driver, program);
  expect_adapted(driver, program);
}

}  // namespace
}  // namespace kintsugi::controller_test
