#include "testbench/mutants/assertion_scene.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "systemc/rtl_host/controller_model.h"
#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/monitor_setting.h"
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

using Enough = std::function<bool()>;

// A stray beat that looks like one of the present image, every command, and reads of the memories
// the engines read, also behind their ends.
void disturb(Driver& driver, Dice& dice) {
  const auto tag = static_cast<uint8_t>(driver.obs(ObsId::tag));
  switch (dice.between(0, 5)) {
    case 0:
      driver.send({dice.between(0, 1), 1, tag, 5, true, true, true});
      break;
    case 1:
      driver.write(kCtrlAddress, static_cast<uint32_t>(dice.between(0, 15)));
      break;
    case 2:
      poke(driver, dice);
      break;
    default:
      driver.read(static_cast<uint32_t>(kStimWindow * dice.between(1, 6) +
                                        4 * dice.between(0, 2) * kDeltaWords));
      break;
  }
}

// The first round is undisturbed.
void run(Driver& driver, Dice& dice, int round, const Enough& enough) {
  for (int i = 0; i < 1500 && !enough(); ++i) {
    driver.tick();
    if (round > 0 && dice.one_in(40)) disturb(driver, dice);
  }
}

// A reset, and a read while the memories are scrubbed.
void begin_anew(Driver& driver) {
  driver.reset();
  driver.read(kStimWindow);
  driver.wait_for_scrub();
}

void test_scene(uint32_t seed, Dice& dice, Driver& driver, const Enough& enough) {
  const SmallProgram program = seed <= 2 ? judged_program(seed == 1) : random_small_program(dice);
  for (int round = 0; round < 3; ++round) {
    begin_anew(driver);
    load(driver, program);
    answer_with(driver, program);
    disturb(driver, dice);
    start(driver);
    run(driver, dice, round, enough);
  }
}

// Downloads with and without the loop, alone and behind a test.
void loop_scene(uint32_t seed, Dice& dice, Driver& driver, const Enough& enough) {
  LoopProgram program = make_loop_program(seed);
  program.loop = !dice.one_in(3);
  program.automatic = dice.one_in(2);
  for (CodebookEntry& entry : program.test.codebook) {
    entry.disposition = Decision::RepairAndAdapt;
  }
  for (int round = 0; round < 2; ++round) {
    begin_anew(driver);
    load(driver, program);
    answer_with(driver, program);
    program.automatic ? start(driver) : adapt(driver);
    run(driver, dice, round, enough);
  }
}

// Windows of the monitor on a slow bus, every other one as it ought to be, and tests that begin
// meanwhile.
void monitor_scene(uint32_t seed, Dice& dice, Driver& driver, const Enough& enough) {
  const SmallProgram program = judged_program(seed % 2 == 0);
  begin_anew(driver);
  load(driver, program);
  answer_with(driver, program);
  if (dice.one_in(2)) driver.manner.cfg_wait_states = 45;
  driver.cfg.active.fill(0x1000);
  driver.write(kMonRatioAddress, 0x10000);
  driver.write(kMonPeriodAddress, 3);
  driver.write(kMonitorAddress, kMonitorEn.put(1) | kMonitorDeadShift.put(4));
  for (int window = 0; window < 4 && !enough(); ++window) {
    complete_window(driver, {1000, window % 2 == 0 ? 500U : 1000U});
    driver.tick(dice.between(100, 700));
    if (window > 1) start(driver);
  }
  run(driver, dice, 1, enough);
}

void scene(uint32_t seed, const Enough& enough) {
  for (const auto play : {test_scene, loop_scene, monitor_scene}) {
    Dice dice(seed);
    Driver driver(std::make_unique<BareRtl>());
    driver.manner = random_manner(dice, driver, seed > 6);
    try {
      play(seed, dice, driver, enough);
    } catch (const std::exception&) {  // a mutant may ask the accelerator for what it has not
    }
  }
}

}  // namespace

void play_until_assertion(const std::function<bool()>& enough) {
  testing::TestPartResultArray parts;
  const testing::ScopedFakeTestPartResultReporter reporter(
      testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &parts);
  for (uint32_t seed = 1; seed <= kScenes && !enough(); ++seed) {
    scene(seed, enough);
  }
}

}  // namespace kintsugi
