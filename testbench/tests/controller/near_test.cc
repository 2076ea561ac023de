// Values a few units from what decides: limits beside the setting, channels beside their nominal
// code, and the longest waits, of which the last cycle counts (docs/sign-off.md, what mutation
// found).
#include <gtest/gtest.h>

#include <algorithm>

#include "testbench/tests/controller/expected_run.h"
#include "testbench/tests/controller/monitor_setting.h"
#include "testbench/tests/controller/random_scene.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

std::vector<uint32_t> nothing_found(const SmallProgram& program) {
  return std::vector<uint32_t>(static_cast<size_t>(program.tuned_layers()), 0);
}

void expect_run_from_blank(Driver& driver, const SmallProgram& program) {
  driver.cfg.active.fill(0);
  driver.cfg.shadow.fill(0);
  const ExpectedRun run = expect_run(program, nothing_found(program));
  run_program(driver, program);
  expect_done(driver, program, run);
}

class Near : public testing::TestWithParam<uint32_t> {};

// A clamp is told from none, whichever bit of setting and limit it hangs on.
TEST_P(Near, LimitsBesideTheSetting) {
  Dice dice(GetParam());
  Driver driver;
  for (int round = 0; round < 6; ++round) {
    ProgramSizes sizes;
    sizes.images = 1;
    sizes.pixels = 2;
    sizes.clusters = 2;
    SmallProgram program = with_maps(make_program(dice.word(), sizes), dice.word());
    program.gain_min = 0;
    program.gain_max = UINT16_MAX;
    program.offset_min = INT16_MIN;
    program.offset_max = INT16_MAX;
    for (CodebookEntry& entry : program.codebook) entry.disposition = Decision::Repair;
    const std::vector<uint32_t> active = expect_run(program, nothing_found(program)).active;
    const uint32_t word =
        active[static_cast<size_t>(dice.between(0, static_cast<int>(active.size()) - 1))];
    const auto near = [&dice](int value, int least, int most) {
      return std::clamp(value + (dice.between(-3, 3) * (1 << dice.between(0, 12))), least, most);
    };
    const auto gain = static_cast<uint16_t>(word);
    const auto offset = static_cast<int16_t>(word >> 16);
    const int gains[] = {near(gain, 0, UINT16_MAX), near(gain, 0, UINT16_MAX)};
    const int offsets[] = {near(offset, INT16_MIN, INT16_MAX), near(offset, INT16_MIN, INT16_MAX)};
    program.gain_min = static_cast<uint16_t>(std::min(gains[0], gains[1]));
    program.gain_max = static_cast<uint16_t>(std::max(gains[0], gains[1]));
    program.offset_min = static_cast<int16_t>(std::min(offsets[0], offsets[1]));
    program.offset_max = static_cast<int16_t>(std::max(offsets[0], offsets[1]));
    expect_run_from_blank(driver, program);
  }
}

// Each unit of a channel's distance from its nominal code counts.
TEST_P(Near, SmallScatterOfManyLayers) {
  Dice dice(GetParam());
  ProgramSizes sizes;
  sizes.images = 1;
  sizes.pixels = 2;
  sizes.channels.clear();
  for (int layers = dice.between(5, kMaxLayers); layers > 0; --layers)
    sizes.channels.push_back(dice.between(1, 6));
  sizes.beats.assign(sizes.channels.size(), 1);
  sizes.features = dice.between(1, 8);
  SmallProgram program = with_scatter(make_program(dice.word(), sizes), dice.word());
  program.scatter_shift = 0;
  program.project_shift = dice.between(0, 3);
  const std::vector<int64_t> sums = projection_sums(program, 0);
  for (size_t d = 0; d < sums.size(); ++d) {
    program.means[d] = static_cast<int32_t>(sums[d]) + dice.between(-1000, 1000);
  }
  Driver driver;
  expect_run_from_blank(driver, program);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Near, testing::Range(1U, 13U));

// The monitor waits for a hung slave almost as long as it can be told to.
TEST(NearTheEnd, MonitorsLongestPatience) {
  MonitorSetting setting;
  setting.timeout = 65534;
  Driver driver;
  prepare(driver, setting);
  enable(driver);
  ASSERT_TRUE(run_until_step(driver, MonStep::Wait));
  driver.manner.hung_addresses = {kMonSequence};
  ASSERT_TRUE(run_until_step(driver, MonStep::Poll));
  int cycles = 0;
  for (; mon_step(driver) == MonStep::Poll && cycles < 70000; ++cycles) driver.tick();
  EXPECT_EQ(cycles, 65535) << "one of SETUP, the rest of ACCESS";
  expect_monitor_error(driver, Error::CfgTimeout, 0x1FE);
}

}  // namespace
}  // namespace kintsugi::controller_test
