// Random adaptations and a monitor at work in random trouble: the rules the driver checks hold in
// every cycle, the controller always comes back to IDLE, and then adapts right.
#include <gtest/gtest.h>

#include <random>

#include "testbench/tests/controller/loop_program.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

class AdaptSoak : public testing::TestWithParam<uint32_t> {
 protected:
  int between(int least, int most) {
    return least + static_cast<int>(engine_() % static_cast<uint32_t>(most - least + 1));
  }
  bool one_in(int n) { return between(1, n) == 1; }

  LoopProgram random_program() {
    LoopSizes sizes;
    sizes.images = between(1, 4);
    sizes.inputs = between(1, 20);
    sizes.outputs = between(2, 6);
    sizes.entries = between(1, 12);
    sizes.loop_first = between(0, sizes.entries - 1);
    sizes.epochs = between(0, 3);
    LoopProgram program = make_loop_program(static_cast<uint32_t>(engine_()), sizes);
    program.loop = !one_in(4);
    program.automatic = one_in(3);
    if (!one_in(3)) {
      for (auto& entry : program.test.codebook) entry.disposition = Decision::RepairAndAdapt;
    }
    program.test.cfg_timeout = 20;
    program.test.image_timeout = 600;
    return program;
  }

  void choose_manner() {
    driver_.manner = {};
    driver_.manner.cfg_wait_states = one_in(3) ? between(0, 6) : 0;
    driver_.manner.stim_ready_percent = one_in(3) ? 50 : 100;
    driver_.manner.sig_valid_percent = one_in(3) ? 50 : 100;
    driver_.manner.wrong_reads = one_in(4) ? between(1, 8) : 0;
    if (one_in(8)) driver_.manner.slverr_transfer = driver_.cfg.transfers + between(0, 20);
    if (one_in(8)) driver_.manner.hung_transfer = driver_.cfg.transfers + between(0, 20);
  }

  // EN and WINDOW alone change while the monitor may be at work.
  void poke_monitor() {
    driver_.write(kMonitorAddress, kMonitorEn.put(one_in(3) ? 0 : 1) | kMonitorDeadShift.put(4) |
                                       kMonitorWindow.put(static_cast<uint32_t>(between(0, 9))));
  }

  void set_up_monitor() {
    for (uint32_t l = 0; l < 2; ++l) {
      driver_.write(kMonRatioAddress + 4 * l, static_cast<uint32_t>(engine_()) >> 12);
    }
    driver_.write(kMonPeriodAddress, static_cast<uint32_t>(between(0, 30)));
    driver_.cfg.active[0] = driver_.cfg.active[1] = 0x1000;
    poke_monitor();
  }

  void complete_window() {
    for (uint32_t& sum : driver_.cfg.sums) sum = static_cast<uint32_t>(engine_()) >> between(0, 31);
    ++driver_.cfg.sequence;
  }

  void host_action() {
    switch (between(0, 12)) {
      case 0:
        driver_.write(kCtrlAddress, static_cast<uint32_t>(between(0, 15)));
        break;
      case 1:
        if (one_in(4)) driver_.reset(between(1, 3));
        break;
      case 2:
        if (one_in(3))
          driver_.write(kInjectAddress, kInjectArm.put(1) | static_cast<uint32_t>(between(0, 7)));
        break;
      case 3:
      case 4:
        poke_monitor();
        break;
      case 5:
      case 6:
        complete_window();
        break;
      case 7:
        driver_.read(0x10000 * static_cast<uint32_t>(between(0, 7)) + 4);
        break;
      default:
        driver_.tick(between(1, 150));
        break;
    }
  }

  void come_back_to_idle() {
    driver_.manner.hung_transfer = driver_.manner.slverr_transfer = -1;
    driver_.manner.wrong_reads = 0;
    driver_.write(kInjectAddress, 0);
    while (!driver_.beats_sent()) driver_.tick();
    driver_.tick(100);
    while (!driver_.beats_sent()) driver_.tick();
    abort(driver_);
    clear(driver_);
    driver_.wait_for_scrub();
    ASSERT_TRUE(driver_.run_until(State::Idle, 100) || driver_.state() == State::Done);
    driver_.write(kMonitorAddress, 0);
    driver_.tick(60);
    EXPECT_EQ(driver_.obs(ObsId::mon_step), 0U);
    EXPECT_EQ(driver_.outputs().cfg_psel, 0);
  }

  Driver driver_;
  std::mt19937 engine_{GetParam()};
};

TEST_P(AdaptSoak, KeepsTheRulesAndRecovers) {
  for (int round = 0; round < 10; ++round) {
    const LoopProgram program = random_program();
    load(driver_, program);
    set_up_monitor();
    choose_manner();
    answer_with(driver_, program);
    program.automatic ? start(driver_) : adapt(driver_);
    for (int i = between(1, 40); i > 0; --i) host_action();
    if (one_in(2)) driver_.run_until(State::Done, 3000);
    for (int i = between(1, 20); i > 0; --i) host_action();
    come_back_to_idle();
  }
  driver_.manner = {};
  LoopProgram program = make_loop_program(GetParam());
  program.automatic = GetParam() % 2 == 0;
  for (auto& entry : program.test.codebook) entry.disposition = Decision::RepairAndAdapt;
  run_adaptation(driver_, program);
  expect_adapted(driver_, program);
}

INSTANTIATE_TEST_SUITE_P(Seeds, AdaptSoak, testing::Range(1U, 13U));

}  // namespace
}  // namespace kintsugi::controller_test
