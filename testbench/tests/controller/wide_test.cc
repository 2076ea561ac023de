// Tests as wide as the controller is built: all layers, features, entries and shifts, the largest
// values. What stays idle in a small test works here (testbench/coverage says what that is).
#include <gtest/gtest.h>

#include <algorithm>

#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// Runs with every tuned layer set to `found`, and compares all results.
void run_and_compare(Driver& driver, const SmallProgram& program, uint32_t found) {
  driver.cfg.active.fill(found);
  driver.cfg.shadow.fill(found);
  const ExpectedRun run = expect_run(program, active_setting(driver, program));
  run_program(driver, program);
  expect_done(driver, program, run);
}

SmallProgram widest_program(uint32_t seed) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.pixels = 40;
  sizes.channels = {5, 3, 4, 2, 6, 3, 2, 10};
  sizes.beats = {2, 1, 3, 2, 1, 2, 4, 1};
  sizes.features = 16;
  sizes.clusters = 3;
  SmallProgram program = make_program(seed, sizes);
  program.log2_enabled = seed % 2 == 0;
  program.linear_shift = 0;
  program = with_scatter(program, seed);
  return with_predictors(with_maps(program, seed), seed);
}

TEST(Wide, AllLayersAndFeatures) {
  Driver driver;
  for (uint32_t seed = 1; seed <= 8; ++seed) {
    const SmallProgram program = widest_program(seed);
    run_and_compare(driver, program, seed % 2 == 0 ? 0xFFFFFFFFU : 0U);
  }
}

TEST(Wide, AllLayersAreSavedAndRestored) {
  Driver driver;
  for (const uint32_t found : {0xFFFFFFFFU, 0U, 0xA5A5C3C3U}) {
    SmallProgram program = widest_program(3);
    program.ship_limit = INT16_MAX;
    for (CodebookEntry& entry : program.codebook) {
      entry.now = {INT16_MAX - 1, std::vector<int8_t>(16, 0)};
    }
    run_and_compare(driver, program, found);
    EXPECT_EQ(driver.obs(ObsId::outcome), static_cast<uint64_t>(Outcome::Restored));
  }
}

// Entries in the order of their distance: the one with number `nearest` first.
SmallProgram ordered_entries(int nearest) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.pixels = 1;
  sizes.channels = {1, 1};
  sizes.beats = {1, 1};
  sizes.features = 1;
  sizes.clusters = 64;
  SmallProgram program = with_predictors(make_program(5, sizes), 6);
  const int16_t feature = features_of(program, 0)[0];
  for (int k = 0; k < 64; ++k) {
    const int rank = (k - nearest + 64) % 64;
    program.codebook[static_cast<size_t>(k)].centroid[0] = static_cast<int16_t>(feature + 3 * rank);
  }
  program.ship_limit = INT16_MAX;
  program.fallbacks = 15;
  return program;
}

TEST(Wide, EveryEntryOfTheLargestCodebookIsTried) {
  uint64_t tried = 0;
  Driver driver;
  for (int nearest = 0; nearest < 64; nearest += 16) {
    run_and_compare(driver, ordered_entries(nearest), 0x1234);
    tried |= driver.obs(ObsId::tried);
  }
  EXPECT_EQ(tried, UINT64_MAX);
}

// Octaves n / 64 of each fraction in turn, a layer each.
TEST(Wide, EveryFractionOfAnOctave) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.pixels = 1;
  sizes.channels = std::vector<int>(8, 1);
  sizes.beats = std::vector<int>(8, 1);
  sizes.features = 1;
  sizes.clusters = 1;
  SmallProgram program = with_maps(make_program(9, sizes), 1);
  program.gain_shift = 0;
  program.codebook[0].centroid[0] = static_cast<int16_t>(features_of(program, 0)[0] - 1);
  Driver driver;
  for (int first = -1; first < 64; first += 7) {
    for (int l = 0; l < 7; ++l) {
      program.codebook[0].gain_slopes[static_cast<size_t>(l)][0] = static_cast<int8_t>(first + l);
    }
    run_and_compare(driver, program, 0);
  }
}

TEST(Wide, EveryShift) {
  Driver driver;
  for (int shift = 0; shift < 32; ++shift) {
    ProgramSizes sizes;
    sizes.images = 1;
    SmallProgram program = make_program(static_cast<uint32_t>(shift), sizes);
    program = with_predictors(with_maps(with_scatter(program, 1), 2), 3);
    program.project_shift = program.linear_shift = shift;
    program.scatter_shift = shift;
    program.gain_shift = program.offset_shift = program.predict_shift = 31 - shift;
    for (size_t d = 0; d < program.means.size(); ++d) {
      program.means[d] = d % 2 == 0 ? INT32_MIN : INT32_MAX;
    }
    run_and_compare(driver, program, 0);
  }
}

SmallProgram largest_values(std::vector<int> beats, int32_t value) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.pixels = 1;
  sizes.channels = {1, 1};
  sizes.beats = std::move(beats);
  SmallProgram program = make_program(3, sizes);
  for (auto& pass : program.values) {
    for (int32_t& v : pass[0]) v = value;
  }
  for (int8_t& weight : program.weights[0]) weight = 127;
  program.image_timeout = 0xFFFFFF;
  return program;
}

TEST(Wide, SumsSaturateAt32Bits) {
  Driver driver;
  run_and_compare(driver, largest_values({600, 1}, -(1 << 23)), 0);
  EXPECT_EQ(driver.memory_word(Memory::Stat, 0), 0xFFFFFFFFU);
}

// Both halves of each entry, whose cycles are large by now.
void expect_log_reads_back(Driver& driver) {
  for (uint32_t i = 0; i < 64; ++i) {
    const uint64_t entry = driver.memory_word(Memory::Log, static_cast<int>(i));
    EXPECT_EQ(driver.read(kLogWindow + 8 * i).data, static_cast<uint32_t>(entry));
    EXPECT_EQ(driver.read(kLogWindow + 8 * i + 4).data, static_cast<uint32_t>(entry >> 32));
  }
}

TEST(Wide, ChannelOf65535Beats) {
  Driver driver;
  run_and_compare(driver, largest_values({65535, 1}, 0x5555), 0);
  EXPECT_EQ(driver.memory_word(Memory::Stat, 1), 65535U);
  expect_log_reads_back(driver);
}

// A layer of many channels, each as far from its nominal code as it can be.
TEST(Wide, LargestScatterOfEveryLayer) {
  Driver driver;
  for (size_t layer = 0; layer < 8; ++layer) {
    ProgramSizes sizes;
    sizes.images = 1;
    sizes.channels = std::vector<int>(8, 1);
    sizes.channels[layer] = 225;
    sizes.beats = std::vector<int>(8, 1);
    for (const int nominal : {INT16_MIN, INT16_MAX}) {
      SmallProgram program = with_scatter(make_program(4, sizes), 4);
      std::fill(program.nominal.begin(), program.nominal.end(), static_cast<int16_t>(nominal));
      program.scatter_shift = 12;
      run_and_compare(driver, program, 0);
    }
  }
}

TEST(Wide, LongestPatienceWithTheBus) {
  SmallProgram program = make_program(7);
  program.cfg_timeout = 65535;
  Driver driver;
  driver.manner.hung_transfer = 1;
  run_program(driver, program);
  EXPECT_EQ(driver.obs(ObsId::error_code), static_cast<uint64_t>(Error::CfgTimeout));
  EXPECT_GE(driver.read(kCycRepairAddress).data, 65535U);
  expect_log_reads_back(driver);
}

TEST(Wide, MostRetries) {
  SmallProgram program = make_program(7);
  program.retries = 15;
  Driver driver;
  driver.manner.wrong_reads = 15;
  run_and_compare(driver, program, 0);
}

// Foreign beats with all bits set or none between those that count, faster than they are taken.
TEST(Wide, ForeignBeatsOfAnyContent) {
  const SmallProgram program = make_program(7);
  Driver driver;
  load(driver, program);
  driver.answer = [&program](int number, uint8_t tag) {
    std::vector<SignatureBeat> beats;
    for (const SignatureBeat& beat : beats_of(program, number / 3, number % 3, tag)) {
      beats.push_back(beat);
      beats.push_back({15, 1023, static_cast<uint8_t>(~tag), -1, true, true, true});
      beats.push_back({0, 0, static_cast<uint8_t>(~tag), 0, false, false, false});
    }
    return beats;
  };
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Done));
  EXPECT_EQ(driver.obs(ObsId::dist0), expect(program, 0).distance);
}

TEST(Wide, MostPixels) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.pixels = 8192;
  Driver driver;
  run_and_compare(driver, make_program(6, sizes), 0);
}

// Widest differences and weights, so that distances use all their bits.
TEST(Wide, LargestDistance) {
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.features = 16;
  Driver driver;
  for (const bool l1 : {false, true}) {
    SmallProgram program = make_program(8, sizes);
    program.l1 = l1;
    for (size_t d = 0; d < 16; ++d) {
      program.distance_weights[d] = 255;
      program.means[d] = d % 2 == 0 ? INT32_MIN : INT32_MAX;
      for (CodebookEntry& entry : program.codebook) {
        entry.centroid[d] = d % 2 == 0 ? INT16_MIN : INT16_MAX;
      }
    }
    program.project_shift = 0;
    run_and_compare(driver, program, 0);
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
