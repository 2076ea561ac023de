#include "testbench/mutants/assertion_scene.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "systemc/rtl_host/controller_model.h"
#include "testbench/tests/controller/random_scene.h"

namespace kintsugi {
namespace {

using namespace controller_test;
using namespace regs;

constexpr uint32_t kScenes = 40;

// The RTL without a reference: lock-step would only say that a mutant is alive.
class BareRtl final : public SteppedController {
 public:
  ControllerOutputs step(const ControllerInputs& in) override {
    ControllerOutputs out;
    rtl_->step(in, out);
    std::copy_n(rtl_->obs(), obs_.size(), obs_.begin());
    return out;
  }
  const std::array<uint32_t, kObsWords>& obs() const override { return obs_; }
  uint64_t memory_word(Memory memory, int word) const override {
    return rtl_->memory_word(memory, word);
  }

 private:
  std::unique_ptr<ControllerModel> rtl_ = make_verilated_controller(0);
  std::array<uint32_t, kObsWords> obs_{};
};

// A stray beat that looks like one of the present image, every command, and reads of the memories
// the engines read.
void disturb(Driver& driver, Dice& dice) {
  const auto tag = static_cast<uint8_t>(driver.obs(ObsId::tag));
  switch (dice.between(0, 5)) {
    case 0:
      driver.send({dice.between(0, 1), 1, tag, 5, true, true, true});
      break;
    case 1:
      driver.write(kCtrlAddress, static_cast<uint32_t>(dice.between(0, 7)));
      break;
    case 2:
      poke(driver, dice);
      break;
    default:
      driver.read(static_cast<uint32_t>(0x1000 * dice.between(1, 4)));
      break;
  }
}

void scene(uint32_t seed, const std::function<bool()>& enough) {
  Dice dice(seed);
  Driver driver(std::make_unique<BareRtl>());
  const SmallProgram program = seed <= 2 ? judged_program(seed == 1) : random_small_program(dice);
  driver.manner = random_manner(dice, driver, seed > 6);
  for (int round = 0; round < 3; ++round) {
    driver.reset();
    load(driver, program);
    answer_with(driver, program);
    disturb(driver, dice);
    start(driver);
    for (int i = 0; i < 1500 && !enough(); ++i) {
      driver.tick();
      if (round > 0 && dice.one_in(40)) disturb(driver, dice);
    }
  }
}

}  // namespace

void play_until_assertion(const std::function<bool()>& enough) {
  testing::TestPartResultArray parts;
  const testing::ScopedFakeTestPartResultReporter reporter(
      testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &parts);
  for (uint32_t seed = 1; seed <= kScenes && !enough(); ++seed) {
    try {
      scene(seed, enough);
    } catch (const std::exception&) {  // a mutant may ask the accelerator for what it has not
    }
  }
}

}  // namespace kintsugi
