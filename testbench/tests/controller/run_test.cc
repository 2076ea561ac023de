// Whole tests: values against a direct computation, cycles against the timing table.
#include <gtest/gtest.h>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

uint64_t distance_of(Driver& driver, uint32_t low_address) {
  return driver.read(low_address).data | uint64_t{driver.read(low_address + 4).data} << 32;
}

void expect_features(Driver& driver, uint32_t address, const std::vector<int16_t>& features) {
  for (size_t d = 0; d < features.size(); ++d) {
    const uint32_t word = driver.read(address + 4 * static_cast<uint32_t>(d / 2)).data;
    EXPECT_EQ(static_cast<int16_t>(static_cast<uint16_t>(word >> (16 * (d % 2)))), features[d])
        << "feature " << d;
  }
}

// Everything a finished test with repair and retest leaves behind.
void expect_results(Driver& driver, const SmallProgram& program) {
  const Expectation test = expect(program, 0);
  const Expectation retest = expect(program, 1);
  ASSERT_EQ(driver.state(), State::Done);
  expect_features(driver, kFeatures0Address, test.features);
  expect_features(driver, kFeatures1Address, retest.features);
  EXPECT_EQ(driver.read(kBest0Address).data, static_cast<uint32_t>(test.best));
  EXPECT_EQ(driver.read(kBest1Address).data, static_cast<uint32_t>(retest.best));
  EXPECT_EQ(distance_of(driver, kDist0LoAddress), test.distance);
  EXPECT_EQ(distance_of(driver, kDist1LoAddress), retest.distance);
  const uint32_t status = driver.read(kStatusAddress).data;
  EXPECT_EQ(kStatusDecision.get(status), static_cast<uint32_t>(test.decision));
  EXPECT_EQ(kStatusDecided.get(status), 1U);
  for (size_t l = 0; l < test.tune_words.size(); ++l) {
    const auto offset = 4 * static_cast<uint32_t>(l);
    EXPECT_EQ(driver.read(kAppliedAddress + offset).data, test.tune_words[l]) << "layer " << l;
    EXPECT_EQ(driver.cfg.active[l], test.tune_words[l]) << "layer " << l;
  }
  for (size_t j = 0; j < retest.statistics.size(); ++j) {
    const auto offset = 4 * static_cast<uint32_t>(j);
    EXPECT_EQ(driver.read(kStatWindow + offset).data, retest.statistics[j]) << "slot " << j;
  }
}

ProgramSizes random_sizes(uint32_t seed) {
  const auto pick = [&seed](int least, int most) {
    seed = seed * 1664525U + 1013904223U;
    return least + static_cast<int>((seed >> 16) % static_cast<uint32_t>(most - least + 1));
  };
  ProgramSizes sizes;
  sizes.images = pick(1, 4);
  sizes.pixels = pick(1, 40);
  sizes.channels.clear();
  sizes.beats.clear();
  for (int layers = pick(2, 5); layers > 0; --layers) {
    sizes.channels.push_back(pick(1, 5));
    sizes.beats.push_back(pick(1, 5));
  }
  sizes.features = pick(1, 16);
  sizes.clusters = pick(1, 12);
  return sizes;
}

class RandomProgram : public testing::TestWithParam<uint32_t> {};

TEST_P(RandomProgram, ResultsEqualDirectComputation) {
  SmallProgram program = make_program(GetParam(), random_sizes(GetParam()));
  if (GetParam() % 2 == 0) program = with_scatter(program, GetParam());
  Driver driver;
  driver.manner.stim_ready_percent = GetParam() % 3 == 0 ? 40 : 100;
  driver.manner.sig_valid_percent = GetParam() % 4 == 0 ? 30 : 100;
  driver.manner.answer_delay = static_cast<int>(GetParam() % 7);
  driver.manner.cfg_wait_states = static_cast<int>(GetParam() % 5);
  run_program(driver, program);
  expect_results(driver, program);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomProgram, testing::Range(1U, 41U));

TEST(Run, PlaysThePixelsOfEveryImageWithItsTag) {
  const SmallProgram program = make_program(5);
  Driver driver;
  run_program(driver, program);
  ASSERT_EQ(driver.played.size(), 6U) << "three images, test and retest";
  for (size_t i = 0; i < driver.played.size(); ++i) {
    EXPECT_EQ(driver.played[i].pixels, program.stimuli[i % 3]) << "image " << i;
    EXPECT_EQ(driver.played[i].tag, i + 1) << "tags count up from the first image after reset";
  }
}

TEST(Run, LastsAsTheTimingTableSays) {
  ProgramSizes sizes;
  sizes.features = 6;
  sizes.channels = {3, 2, 4};
  sizes.beats = {2, 1, 3};
  const SmallProgram program = make_program(9, sizes);
  Driver driver;
  run_program(driver, program);
  const uint32_t s = 9 + 9;
  const uint32_t g = 2;
  const uint32_t d = 6;
  const uint32_t k = 4;
  using Cycles = std::vector<uint32_t>;
  EXPECT_EQ(visits(driver, State::Check), Cycles{24});
  EXPECT_EQ(visits(driver, State::Play), Cycles(6, 3 + 19)) << "pixel 0 shows in cycle 4";
  EXPECT_EQ(visits(driver, State::Project), Cycles(2, s * g + 3));
  EXPECT_EQ(visits(driver, State::Finalise), Cycles(2, d + 1));
  EXPECT_EQ(visits(driver, State::Cluster), Cycles(2, g + k * d + 4));
  EXPECT_EQ(visits(driver, State::Decide), Cycles{2});
  EXPECT_EQ(visits(driver, State::Write), Cycles{2 * 7}) << "seven steps a layer, no wait states";
  EXPECT_EQ(visits(driver, State::Commit), Cycles{2});
}

TEST(Run, ScatterLengthensNothingButProject) {
  ProgramSizes sizes;
  sizes.features = 6;
  sizes.channels = {3, 2, 4};
  sizes.beats = {2, 1, 3};
  Driver without;
  run_program(without, make_program(9, sizes));
  Driver with;
  run_program(with, with_scatter(make_program(9, sizes), 9));
  EXPECT_EQ(visits(with, State::Project), std::vector<uint32_t>(2, (18 + 3) * (2 + 1) + 3));
  for (const State state : {State::Check, State::Play, State::Collect, State::Finalise,
                            State::Cluster, State::Decide, State::Write, State::Commit}) {
    EXPECT_EQ(visits(with, state), visits(without, state)) << name(state);
  }
}

TEST(Run, WaitStatesLengthenWriteAndCommit) {
  const SmallProgram program = make_program(9);
  Driver driver;
  driver.manner.cfg_wait_states = 5;
  run_program(driver, program);
  EXPECT_EQ(visits(driver, State::Write), std::vector<uint32_t>{7 + 2 * 5});
  EXPECT_EQ(visits(driver, State::Commit), std::vector<uint32_t>{2 + 5});
}

TEST(Run, CountersEqualTheCyclesSpent) {
  const SmallProgram program = make_program(3);
  Driver driver;
  run_program(driver, program);
  const uint32_t repair = cycles_in(driver, State::Write) + cycles_in(driver, State::Commit);
  uint32_t busy = 0;
  uint32_t retest = 0;
  bool repaired = false;
  for (const StateSpan& span : driver.spans) {
    if (span.state == State::Idle || span.state == State::Done) continue;
    busy += span.cycles;
    const bool writing = span.state == State::Write || span.state == State::Commit;
    if (repaired && !writing) retest += span.cycles;
    repaired = repaired || span.state == State::Commit;
  }
  EXPECT_EQ(driver.read(kCycTotalAddress).data, busy);
  EXPECT_EQ(driver.read(kCycRepairAddress).data, repair);
  EXPECT_EQ(driver.read(kCycRetestAddress).data, retest);
  EXPECT_EQ(driver.read(kCycTestAddress).data, busy - repair - retest);
}

TEST(Run, OwnShareCountsRefusedSignatureCyclesAndNothingElseOfPlayAndCollect) {
  ProgramSizes sizes;
  sizes.channels = {1, 1};
  sizes.beats = {1, 1};  // every beat ends a layer, so the FIFO fills
  sizes.images = 1;
  const SmallProgram program = make_program(3, sizes);
  Driver driver;
  run_program(driver, program);
  uint32_t busy = 0;
  for (const StateSpan& span : driver.spans) {
    if (span.state != State::Idle && span.state != State::Done) busy += span.cycles;
  }
  const uint32_t outside =
      busy - cycles_in(driver, State::Play) - cycles_in(driver, State::Collect);
  EXPECT_EQ(driver.read(kCycOwnAddress).data, outside) << "two beats fit in the FIFO";

  sizes.channels = {1, 1, 1, 1};
  sizes.beats = {1, 1, 1, 1};
  Driver crowded;
  run_program(crowded, make_program(3, sizes));
  const uint32_t own = crowded.read(kCycOwnAddress).data;
  uint32_t crowded_busy = 0;
  for (const StateSpan& span : crowded.spans) {
    if (span.state != State::Idle && span.state != State::Done) crowded_busy += span.cycles;
  }
  EXPECT_GT(own,
            crowded_busy - cycles_in(crowded, State::Play) - cycles_in(crowded, State::Collect));
}

TEST(Run, EventLogTellsEveryStateChange) {
  const SmallProgram program = make_program(3);
  Driver driver;
  std::vector<uint64_t> images = {0};  // of each span
  std::vector<uint64_t> passes = {0};
  driver.on_cycle = [&] {
    if (driver.spans.size() == images.size()) return;
    images.push_back(driver.obs(ObsId::image) << 8);
    passes.push_back(driver.obs(ObsId::pass));
  };
  run_program(driver, program);
  driver.tick(2);
  const uint32_t count = driver.read(kLogCountAddress).data;
  ASSERT_EQ(count, driver.spans.size() - 1) << "reset itself writes nothing";
  for (uint32_t i = 0; i < count; ++i) {
    const uint64_t entry = driver.read(kLogWindow + 8 * i).data |
                           uint64_t{driver.read(kLogWindow + 8 * i + 4).data} << 32;
    EXPECT_EQ(entry, driver.memory_word(Memory::Log, static_cast<int>(i)));
    EXPECT_EQ(entry & 0xFFFFFFFF, driver.spans[i + 1].first_cycle) << "entry " << i;
    EXPECT_EQ(entry >> 32 & 31, static_cast<uint64_t>(driver.spans[i].state)) << "entry " << i;
    EXPECT_EQ(entry >> 37 & 31, static_cast<uint64_t>(driver.spans[i + 1].state)) << i;
    EXPECT_EQ(entry >> 42, images[i + 1] | passes[i + 1] << 16) << "entry " << i;
  }
}

TEST(Run, EventLogNamesTheErrorOnlyInError) {
  SmallProgram program = make_program(3);
  program.image_timeout = 10;
  Driver driver;
  run_program(driver, program);
  clear(driver);
  driver.tick(2);
  ASSERT_EQ(driver.read(kLogCountAddress).data, 4U) << "CHECK, PLAY, ERROR, IDLE";
  EXPECT_EQ(driver.memory_word(Memory::Log, 2) >> 42 & 0xFF,
            static_cast<uint64_t>(Error::ImageTimeout));
  EXPECT_EQ(driver.memory_word(Memory::Log, 3) >> 42 & 0xFF, 0U);
}

TEST(Run, EventLogWrapsAfter64Entries) {
  const SmallProgram program = make_program(3);
  Driver driver;
  for (int i = 0; i < 4; ++i) run_program(driver, program);
  driver.tick(2);
  const uint32_t count = driver.read(kLogCountAddress).data;
  ASSERT_GT(count, 64U);
  const uint64_t newest = driver.memory_word(Memory::Log, static_cast<int>((count - 1) % 64));
  EXPECT_EQ(newest >> 37 & 31, static_cast<uint64_t>(State::Done));
  EXPECT_EQ(newest & 0xFFFFFFFF, driver.spans.back().first_cycle);
}

TEST(Run, TieGoesToTheLowerIndex) {
  SmallProgram program = make_program(6);
  program.codebook[1].centroid = program.codebook[3].centroid;
  Driver driver;
  run_program(driver, program);
  EXPECT_EQ(driver.read(kBest0Address).data, 1U);
}

TEST(Run, PassedDieIsNotTouched) {
  SmallProgram program = make_program(6);
  program.codebook[3].disposition = Decision::Pass;
  Driver driver;
  run_program(driver, program);
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.cfg.transfers, 0);
  EXPECT_EQ(driver.played.size(), 3U) << "no retest without a repair";
  EXPECT_EQ(kStatusDecision.get(driver.read(kStatusAddress).data),
            static_cast<uint32_t>(Decision::Pass));
}

TEST(Run, DistanceBeyondTheLimitRejects) {
  SmallProgram program = make_program(6);
  const uint64_t distance = expect(program, 0).distance;
  ASSERT_GT(distance, 0U);
  program.reject_distance = distance;
  Driver at_limit;
  run_program(at_limit, program);
  EXPECT_EQ(at_limit.obs(ObsId::decision), static_cast<uint64_t>(Decision::Repair));
  program.reject_distance = distance - 1;
  Driver beyond;
  run_program(beyond, program);
  EXPECT_EQ(beyond.obs(ObsId::decision), static_cast<uint64_t>(Decision::Reject));
  EXPECT_EQ(beyond.cfg.transfers, 0);
}

TEST(Run, RepairWithoutRetestEndsAfterTheCommit) {
  SmallProgram program = make_program(6);
  program.retest = false;
  program.codebook[3].disposition = Decision::RepairAndAdapt;
  Driver driver;
  run_program(driver, program);
  EXPECT_EQ(driver.state(), State::Done);
  EXPECT_EQ(driver.played.size(), 3U);
  EXPECT_EQ(driver.cfg.commits, 1);
  EXPECT_EQ(driver.cfg.active[0], expect(program, 0).tune_words[0]);
}

TEST(Run, TuneWordsAreClampedToTheLimits) {
  SmallProgram program = make_program(6);
  program.gain_min = 0x0F00;
  program.gain_max = 0x1100;
  program.offset_min = -20;
  program.offset_max = 30;
  for (const uint32_t word : {0x7FFFFFFFU, 0x80000000U, 0x00051000U}) {
    program.codebook[3].tune_words[0] = word;
    Driver driver;
    run_program(driver, program);
    EXPECT_EQ(driver.cfg.active[0], expect(program, 0).tune_words[0]);
    EXPECT_EQ(driver.read(kAppliedAddress).data, expect(program, 0).tune_words[0]);
  }
}

TEST(Run, ExtremeValuesSaturateNothingEarly) {
  SmallProgram program = make_program(8);
  for (auto& pass : program.values) {
    for (auto& image : pass) {
      for (int32_t& value : image) value = value % 2 == 0 ? -(1 << 23) : (1 << 23) - 1;
    }
  }
  Driver driver;
  run_program(driver, program);
  expect_results(driver, program);
}

TEST(Run, StartAfterDoneRepeatsTheTestAndClearsTheOldResults) {
  ProgramSizes sizes;
  sizes.images = 8;  // time enough to read all results before new ones come
  const SmallProgram program = make_program(11, sizes);
  Driver driver;
  run_program(driver, program);
  expect_results(driver, program);
  std::vector<uint32_t> cycles;
  for (uint32_t a = kCycTotalAddress; a <= kCycOwnAddress; a += 4) {
    cycles.push_back(driver.read(a).data);
  }
  answer_with(driver, program);
  start(driver);
  for (const RegisterInfo& info : kRegisters) {
    const bool result = info.access == Access::ReadOnly &&
                        (info.address == kErrorAddress || info.address >= kBest0Address);
    const bool counts = info.address >= kCycTotalAddress && info.address <= kCycleAddress;
    for (int i = 0; result && !counts && i < info.count; ++i) {
      EXPECT_EQ(driver.read(static_cast<uint32_t>(info.address + 4 * i)).data, 0U) << info.name;
    }
  }
  EXPECT_EQ(driver.obs(ObsId::decided), 0U);
  EXPECT_EQ(driver.obs(ObsId::decision), 0U);
  ASSERT_TRUE(driver.run_until(State::Done));
  expect_results(driver, program);
  for (uint32_t a = kCycTotalAddress; a <= kCycOwnAddress; a += 4) {
    EXPECT_EQ(driver.read(a).data, cycles[(a - kCycTotalAddress) / 4])
        << "the same test takes the same time; " << a;
  }
}

TEST(Run, DoneRaisesItsInterrupt) {
  Driver driver;
  driver.write(kIrqMaskAddress, kIrqStatusDone.put(1));
  run_program(driver, make_program(2));
  EXPECT_EQ(driver.outputs().irq, 0) << "the pin follows one cycle later";
  driver.tick();
  EXPECT_EQ(driver.outputs().irq, 1);
  EXPECT_EQ(driver.flush_cycles, 0);
}

}  // namespace
}  // namespace kintsugi::controller_test
