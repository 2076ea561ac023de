#include "testbench/tests/controller/memory_faults.h"

#include <gtest/gtest.h>

namespace kintsugi::controller_test {

using namespace regs;

void inject(Driver& driver, Memory memory) {
  driver.write(kInjectAddress,
               kInjectArm.put(1) | kInjectMemory.put(static_cast<uint32_t>(memory)));
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

}  // namespace kintsugi::controller_test
