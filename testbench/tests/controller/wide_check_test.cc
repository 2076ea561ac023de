// CHECK with registers of any content: sums and products of the rules use all their bits and none
// of them wraps into a legal program.
#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "testbench/tests/controller/small_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

void write_registers(Driver& driver, const std::function<uint32_t()>& word) {
  for (const RegisterInfo& info : kRegisters) {
    if (info.access != Access::ReadWrite || info.address == kMonitorAddress) continue;
    for (int i = 0; i < info.count; ++i) {
      driver.write(info.address + 4U * static_cast<uint32_t>(i), word());
    }
  }
}

// Gives the command and expects BAD_CONFIG with this rule.
void expect_refused(Driver& driver, uint32_t command, uint32_t rule) {
  driver.write(kCtrlAddress, command);
  ASSERT_TRUE(driver.run_until(State::Error, 100));
  EXPECT_EQ(driver.read(kErrorAddress).data,
            kErrorCode.put(static_cast<uint32_t>(Error::BadConfig)) | kErrorDetail.put(rule));
  clear(driver);
}

void expect_every_command_refused(Driver& driver, const std::function<uint32_t()>& word) {
  write_registers(driver, word);
  const uint32_t counts = driver.read(kCountsAddress).data;
  driver.write(kCountsAddress, counts | kCountsImages.put(128));
  expect_refused(driver, kCtrlStart.put(1), 1);
  const uint32_t layers = kCountsLayers.get(counts);
  const bool legal = layers >= 2 && layers <= kMaxLayers;
  driver.write(kPixelsAddress, 0);
  expect_refused(driver, kCtrlAdapt.put(1), legal ? 5 : 2);
}

TEST(WideCheck, RegistersOfAnyContentAreJudged) {
  Driver driver;
  for (const uint32_t word : {0U, ~0U, 0x55555555U, 0xAAAAAAAAU}) {
    expect_every_command_refused(driver, [word] { return word; });
  }
  std::mt19937 engine(1);
  for (int i = 0; i < 24; ++i) {
    expect_every_command_refused(driver, [&] {
      const auto word = static_cast<uint32_t>(engine());
      return engine() % 2 == 0 ? word : word & static_cast<uint32_t>(engine());
    });
  }
}

}  // namespace
}  // namespace kintsugi::controller_test
