// Random programs whose values, sums and registers use their high bits too (docs/sign-off.md, what
// mutation found).
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "testbench/tests/controller/expected_run.h"
#include "testbench/tests/controller/random.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

// Every magnitude up to that of s24 comes as often.
int32_t random_value(Random& random) {
  const int32_t magnitude = random.between(0, (1 << 23) - 1) >> random.between(0, 23);
  return random.between(0, 2) == 0 ? -magnitude - 1 : magnitude;
}

// The program with other values; the features of pass 0 stay where they are.
void give_values(SmallProgram& program, const std::function<int32_t()>& value) {
  const std::vector<int64_t> before = projection_sums(program, 0);
  for (auto& pass : program.values) {
    for (auto& image : pass) {
      for (int32_t& v : image) v = value();
    }
  }
  const std::vector<int64_t> after = projection_sums(program, 0);
  for (size_t d = 0; d < after.size(); ++d) {
    program.means[d] += static_cast<int32_t>(after[d] - before[d]);
  }
}

void expect_run_and_statistics(Driver& driver, const SmallProgram& program) {
  run_program(driver, program);
  const std::vector<uint32_t> found(static_cast<size_t>(program.tuned_layers()), 0);
  expect_done(driver, program, expect_run(program, found));
  const std::vector<uint32_t> statistics = expect(program, 1).statistics;
  for (size_t j = 0; j < statistics.size(); ++j) {
    EXPECT_EQ(driver.memory_word(Memory::Stat, static_cast<int>(j)), statistics[j]) << "slot " << j;
  }
}

class WideRandom : public testing::TestWithParam<uint32_t> {};

TEST_P(WideRandom, ValuesOfEveryMagnitudeInEightLayers) {
  Random random(GetParam());
  ProgramSizes sizes;
  sizes.images = random.between(1, 3);
  sizes.channels.clear();
  sizes.beats.clear();
  for (int layer = 0; layer < kMaxLayers; ++layer) {
    sizes.channels.push_back(random.between(1, 4));
    sizes.beats.push_back(random.between(1, 6));
  }
  sizes.features = random.between(1, 16);
  SmallProgram program = make_program(GetParam(), sizes);
  program.linear_shift = random.between(0, 20);
  give_values(program, [&] { return random_value(random); });
  Driver driver;
  expect_run_and_statistics(driver, program);
}

// Sums of a channel reach 2^30 in an image, and their sum over the images saturates.
TEST_P(WideRandom, SumsOfManyLargeBeats) {
  Random random(GetParam());
  ProgramSizes sizes;
  sizes.images = 4;
  sizes.pixels = 3;
  sizes.channels = {1, 2};
  sizes.beats = {random.between(100, 300), random.between(1, 40)};
  SmallProgram program = make_program(GetParam(), sizes);
  give_values(program, [&] { return random.between(-(1 << 23), (1 << 23) - 1); });
  Driver driver;
  expect_run_and_statistics(driver, program);
}

// The scatter of every layer takes values of all magnitudes.
TEST_P(WideRandom, ScatterOfEightLayers) {
  Random random(GetParam());
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.channels.clear();
  for (int layer = 0; layer < kMaxLayers; ++layer) sizes.channels.push_back(random.between(1, 12));
  sizes.beats.assign(sizes.channels.size(), 1);
  sizes.features = random.between(1, 8);
  SmallProgram program = with_scatter(make_program(GetParam(), sizes), GetParam());
  for (int16_t& nominal : program.nominal) {
    nominal = static_cast<int16_t>(random.between(INT16_MIN, INT16_MAX) >> random.between(0, 8));
  }
  program.scatter_shift = random.between(0, 8);
  give_values(program, [&] { return random_value(random); });
  Driver driver;
  expect_run_and_statistics(driver, program);
}

// What every register reads, by address.
std::map<uint32_t, uint32_t> all_registers(Driver& driver) {
  std::map<uint32_t, uint32_t> words;
  for (const RegisterInfo& info : kRegisters) {
    if (info.address == kCycleAddress) continue;
    for (int i = 0; i < info.count; ++i) {
      const auto address = static_cast<uint32_t>(info.address + 4 * i);
      words[address] = driver.read(address).data;
    }
  }
  return words;
}

// No register shows through in another, whatever the others hold, in DONE and in ERROR.
TEST_P(WideRandom, RegistersReadTheirOwnBesideRandomOthers) {
  Random random(GetParam());
  Driver driver;
  run_program(driver, with_predictors(make_program(GetParam()), GetParam()));
  std::map<uint32_t, uint32_t> expected = all_registers(driver);
  for (const RegisterInfo& info : kRegisters) {
    if (info.access != Access::ReadWrite || info.address == kInjectAddress) continue;
    for (int i = 0; i < info.count; ++i) {
      const auto address = static_cast<uint32_t>(info.address + 4 * i);
      const auto data = static_cast<uint32_t>(random.between(0, 0xFFFF) << 16) |
                        static_cast<uint32_t>(random.between(0, 0xFFFF));
      const uint32_t word = address == kMonitorAddress ? data & ~kMonitorEn.put(1) : data;
      driver.write(address, word);
      expected[address] = word & info.mask;
    }
  }
  EXPECT_EQ(all_registers(driver), expected);
  driver.write(kCountsAddress, 0);  // refused by rule 1
  start(driver);
  ASSERT_TRUE(driver.run_until(State::Error, 100));
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(Error::BadConfig)) | kErrorDetail.put(1));
  all_registers(driver);
}

INSTANTIATE_TEST_SUITE_P(Seeds, WideRandom, testing::Range(1U, 9U));

}  // namespace
}  // namespace kintsugi::controller_test
