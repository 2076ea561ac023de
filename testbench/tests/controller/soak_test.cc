// Random programs in random trouble: the rules the driver checks hold in every cycle, the
// controller always comes back to IDLE, and then does a clean test right.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {
namespace {

using namespace regs;

class Soak : public testing::TestWithParam<uint32_t> {
 protected:
  Soak() : engine_(GetParam()) {}

  int between(int least, int most) {
    return least + static_cast<int>(engine_() % static_cast<uint32_t>(most - least + 1));
  }
  bool one_in(int n) { return between(1, n) == 1; }

  SmallProgram random_program();
  SmallProgram with_random_limits(SmallProgram program);
  void choose_manner();
  void answer_with_mistakes(const SmallProgram& program);
  void spoil(SignatureBeat& beat);
  void host_action();
  void poke();
  void play_round();
  void come_back_to_idle();

  std::mt19937 engine_;
  Driver driver_;
};

SmallProgram Soak::random_program() {
  ProgramSizes sizes;
  sizes.images = between(1, 3);
  sizes.pixels = between(1, 30);
  sizes.channels.clear();
  sizes.beats.clear();
  for (int layers = between(2, 4); layers > 0; --layers) {
    sizes.channels.push_back(between(1, 3));
    sizes.beats.push_back(between(1, 4));
  }
  sizes.features = between(1, 9);
  sizes.clusters = between(1, 5);
  SmallProgram program = make_program(static_cast<uint32_t>(engine_()), sizes);
  if (one_in(2)) program = with_scatter(program, static_cast<uint32_t>(engine_()));
  program.image_timeout = static_cast<uint32_t>(one_in(4) ? between(1, 200) : 2000);
  program.cfg_timeout = static_cast<uint32_t>(one_in(4) ? between(1, 8) : 40);
  program.retries = static_cast<uint32_t>(between(0, 3));
  program.retest = !one_in(3);
  if (one_in(3)) program.reject_distance = expect(program, 0).distance - 1;
  for (CodebookEntry& entry : program.codebook) {
    if (one_in(4)) entry.disposition = static_cast<Decision>(between(0, 3));
  }
  if (one_in(2)) program = with_maps(program, static_cast<uint32_t>(engine_()));
  if (!one_in(3)) program = with_random_limits(program);
  return program;
}

// Predictors whose limits lie around the accuracies they are compared with.
SmallProgram Soak::with_random_limits(SmallProgram program) {
  program = with_predictors(program, static_cast<uint32_t>(engine_()));
  const std::vector<uint32_t> found(static_cast<size_t>(program.tuned_layers()), 0);
  const ExpectedRun run = expect_run(program, found);
  const auto near = [this](int accuracy) {
    return static_cast<int16_t>(std::clamp(accuracy + between(-1, 1), INT16_MIN, INT16_MAX));
  };
  if (one_in(5)) program.pass_limit = near(run.now);
  if (one_in(3)) program.repair_limit = near(run.forecast);
  if (one_in(3)) program.adapt_limit = near(run.forecast);
  if (!run.afters.empty()) program.ship_limit = one_in(2) ? near(run.afters[0]) : INT16_MAX;
  program.fallbacks = between(0, 5);
  return program;
}

void Soak::choose_manner() {
  AcceleratorManner& manner = driver_.manner;
  manner = {};
  manner.stim_ready_percent = one_in(2) ? 100 : between(20, 90);
  manner.sig_valid_percent = one_in(2) ? 100 : between(20, 90);
  manner.answer_delay = between(0, 20);
  manner.cfg_wait_states = between(0, 6);
  if (one_in(6)) manner.slverr_transfer = driver_.cfg.transfers + between(0, 4);
  if (one_in(6)) manner.hung_transfer = driver_.cfg.transfers + between(0, 4);
  if (one_in(4)) manner.wrong_reads = between(1, 5);
}

void Soak::spoil(SignatureBeat& beat) {
  switch (between(0, 5)) {
    case 0:
      beat.layer = between(0, 15);
      break;
    case 1:
      beat.channel = between(0, 1023);
      break;
    case 2:
      beat.last_channel = !beat.last_channel;
      break;
    case 3:
      beat.last_layer = !beat.last_layer;
      break;
    case 4:
      beat.last_image = !beat.last_image;
      break;
    default:
      beat.tag = static_cast<uint8_t>(beat.tag ^ 1 << between(0, 7));
      break;
  }
}

void Soak::answer_with_mistakes(const SmallProgram& program) {
  driver_.answer = [this, program](int number, uint8_t tag) {
    std::vector<SignatureBeat> beats =
        beats_of(program, number / program.images(), number % program.images(), tag);
    if (one_in(30)) beats.clear();
    if (!beats.empty() && one_in(12)) {
      spoil(beats[static_cast<size_t>(between(0, static_cast<int>(beats.size()) - 1))]);
    }
    if (!beats.empty() && one_in(4)) {
      SignatureBeat foreign = beats.front();
      foreign.tag = static_cast<uint8_t>(tag + 3);
      beats.insert(beats.begin() + between(0, static_cast<int>(beats.size())), foreign);
    }
    return beats;
  };
}

// A transfer to any address, as likely legal as not.
void Soak::poke() {
  const auto address = static_cast<uint32_t>(one_in(2) ? 4 * between(0, 0x78)
                                                       : 0x10000 * between(0, 8) + between(0, 99));
  if (address == kMonitorAddress) return;  // the monitor has its own tests
  if (one_in(2)) {
    driver_.read(address);
  } else if (address != kCtrlAddress) {
    driver_.write(address, static_cast<uint32_t>(engine_()), one_in(2) ? 0xF : between(0, 15));
  }
}

void Soak::host_action() {
  switch (between(0, 15)) {
    case 0:
      driver_.write(kCtrlAddress, static_cast<uint32_t>(between(0, 15)));
      break;
    case 1:
      driver_.send({between(0, 3), 0, static_cast<uint8_t>(between(0, 255)), 5, true, true, true});
      break;
    case 2:
      if (one_in(5)) driver_.reset(between(1, 3));
      break;
    case 3:
    case 4:
      poke();
      break;
    case 5:
      driver_.write(kIrqStatusAddress, static_cast<uint32_t>(between(0, 31)));
      break;
    default:
      driver_.tick(between(1, 60));
      break;
  }
}

void Soak::play_round() {
  const SmallProgram program = random_program();
  load(driver_, program);
  driver_.write(kIrqMaskAddress, static_cast<uint32_t>(between(0, 15)));
  for (int i = one_in(8) ? 3 : 0; i > 0; --i) poke();
  choose_manner();
  answer_with_mistakes(program);
  start(driver_);
  for (int i = between(1, 60); i > 0; --i) host_action();
  if (one_in(2)) driver_.run_until(State::Done, 3000);
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
