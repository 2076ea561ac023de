// Random programs in random trouble: the rules the driver checks hold in every cycle, the
// controller always comes back to IDLE, and then does a clean test right.
#include <gtest/gtest.h>

#include "testbench/tests/controller/expected_run.h"
#include "testbench/tests/controller/random_scene.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

class Soak : public testing::TestWithParam<uint32_t> {
 protected:
  void host_action();
  void play_round();
  void come_back_to_idle();

  Dice dice_{GetParam()};
  Driver driver_;
};

void Soak::host_action() {
  switch (dice_.between(0, 15)) {
    case 0:
      driver_.write(kCtrlAddress, static_cast<uint32_t>(dice_.between(0, 15)));
      break;
    case 1:
      driver_.send({dice_.between(0, 3), 0, static_cast<uint8_t>(dice_.between(0, 255)), 5, true,
                    true, true});
      break;
    case 2:
      if (dice_.one_in(5)) driver_.reset(dice_.between(1, 3));
      break;
    case 3:
    case 4:
      poke(driver_, dice_);
      break;
    case 5:
      driver_.write(kIrqStatusAddress, static_cast<uint32_t>(dice_.between(0, 31)));
      break;
    default:
      driver_.tick(dice_.between(1, 60));
      break;
  }
}

void Soak::play_round() {
  SmallProgram program = random_small_program(dice_);
  program.image_timeout = static_cast<uint32_t>(dice_.one_in(4) ? dice_.between(1, 200) : 2000);
  program.cfg_timeout = static_cast<uint32_t>(dice_.one_in(4) ? dice_.between(1, 8) : 40);
  load(driver_, program);
  driver_.write(kIrqMaskAddress, static_cast<uint32_t>(dice_.between(0, 15)));
  for (int i = dice_.one_in(8) ? 3 : 0; i > 0; --i) poke(driver_, dice_);
  driver_.manner = random_manner(dice_, driver_, true);
  answer_with_mistakes(driver_, program, dice_);
  start(driver_);
  for (int i = dice_.between(1, 60); i > 0; --i) host_action();
  if (dice_.one_in(2)) driver_.run_until(State::Done, 3000);
}

void Soak::come_back_to_idle() {
  while (!driver_.beats_sent()) driver_.tick();
  driver_.tick(200);  // an answer may still be on its way
  while (!driver_.beats_sent()) driver_.tick();
  abort(driver_);
  clear(driver_);
  ASSERT_TRUE(driver_.run_until(State::Idle, 100) || driver_.state() == State::Done);
  if (driver_.obs(ObsId::lock_program) != 0) driver_.reset();
  driver_.wait_for_scrub();
  driver_.write(kInjectAddress, 0);
  driver_.write(kAdaptAddress, 0);
}

TEST_P(Soak, KeepsTheRulesAndRecovers) {
  for (int round = 0; round < 12; ++round) {
    play_round();
    come_back_to_idle();
  }
  driver_.manner = {};
  SmallProgram program = make_program(GetParam());
  if (GetParam() % 5 < 2) program = with_scatter(program, GetParam());
  if (GetParam() % 2 == 0) program = with_maps(program, GetParam());
  if (GetParam() % 3 != 0) program = with_predictors(program, GetParam());
  run_program(driver_, program);
  ASSERT_EQ(driver_.state(), State::Done);
  EXPECT_EQ(driver_.obs(ObsId::dist0), expect(program, 0).distance);
  EXPECT_EQ(driver_.obs(ObsId::dist1), expect(program, 1).distance);
  expect_done(driver_, program, expect_run(program, {0}));
}

INSTANTIATE_TEST_SUITE_P(Seeds, Soak, testing::Range(1U, 41U));

}  // namespace
}  // namespace kintsugi::controller_test
