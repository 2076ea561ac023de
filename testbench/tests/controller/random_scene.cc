#include "testbench/tests/controller/random_scene.h"

#include <algorithm>
#include <cstdlib>

#include "testbench/tests/controller/expected_run.h"

namespace kintsugi::controller_test {

using namespace regs;

namespace {

uint32_t shift_of_seeds() {
  const char* text = std::getenv("KINTSUGI_RANDOM_SEED");
  const uint32_t seed =
      text == nullptr ? 1 : static_cast<uint32_t>(std::strtoul(text, nullptr, 10));
  return (seed - 1) * 0x9E3779B1U;
}

// Predictors whose limits lie around the accuracies they are compared with.
SmallProgram with_random_limits(SmallProgram program, Dice& dice) {
  program = with_predictors(program, dice.word());
  const std::vector<uint32_t> found(static_cast<size_t>(program.tuned_layers()), 0);
  const ExpectedRun run = expect_run(program, found);
  const auto near = [&dice](int accuracy) {
    return static_cast<int16_t>(std::clamp(accuracy + dice.between(-1, 1), INT16_MIN, INT16_MAX));
  };
  if (dice.one_in(5)) program.pass_limit = near(run.now);
  if (dice.one_in(3)) program.repair_limit = near(run.forecast);
  if (dice.one_in(3)) program.adapt_limit = near(run.forecast);
  if (!run.afters.empty()) {
    program.ship_limit = dice.one_in(2) ? near(run.afters[0]) : INT16_MAX;
  }
  program.fallbacks = dice.between(0, 5);
  return program;
}

void spoil(SignatureBeat& beat, Dice& dice) {
  switch (dice.between(0, 5)) {
    case 0:
      beat.layer = dice.between(0, 15);
      break;
    case 1:
      beat.channel = dice.between(0, 1023);
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
      beat.tag = static_cast<uint8_t>(beat.tag ^ 1 << dice.between(0, 7));
      break;
  }
}

}  // namespace

Dice::Dice(uint32_t seed) : Random(seed + shift_of_seeds()) {}

SmallProgram random_small_program(Dice& dice) {
  ProgramSizes sizes;
  sizes.images = dice.between(1, 3);
  sizes.pixels = dice.between(1, 30);
  sizes.channels.clear();
  sizes.beats.clear();
  for (int layers = dice.between(2, 4); layers > 0; --layers) {
    sizes.channels.push_back(dice.between(1, 3));
    sizes.beats.push_back(dice.between(1, 4));
  }
  sizes.features = dice.between(1, 9);
  sizes.clusters = dice.between(1, 5);
  SmallProgram program = make_program(dice.word(), sizes);
  if (dice.one_in(2)) program = with_scatter(program, dice.word());
  program.retries = static_cast<uint32_t>(dice.between(0, 3));
  program.retest = !dice.one_in(3);
  if (dice.one_in(3)) program.reject_distance = expect(program, 0).distance - 1;
  for (CodebookEntry& entry : program.codebook) {
    if (dice.one_in(4)) entry.disposition = static_cast<Decision>(dice.between(0, 3));
  }
  if (dice.one_in(2)) program = with_maps(program, dice.word());
  if (!dice.one_in(3)) program = with_random_limits(program, dice);
  return program;
}

AcceleratorManner random_manner(Dice& dice, const Driver& driver, bool trouble) {
  AcceleratorManner manner;
  manner.stim_ready_percent = dice.one_in(2) ? 100 : dice.between(20, 90);
  manner.sig_valid_percent = dice.one_in(2) ? 100 : dice.between(20, 90);
  manner.answer_delay = dice.between(0, 20);
  manner.cfg_wait_states = dice.between(0, 6);
  if (!trouble) return manner;
  if (dice.one_in(6)) manner.slverr_transfer = driver.cfg.transfers + dice.between(0, 4);
  if (dice.one_in(6)) manner.hung_transfer = driver.cfg.transfers + dice.between(0, 4);
  if (dice.one_in(4)) manner.wrong_reads = dice.between(1, 5);
  return manner;
}

void answer_with_mistakes(Driver& driver, const SmallProgram& program, Dice& dice) {
  driver.answer = [&dice, program](int number, uint8_t tag) {
    std::vector<SignatureBeat> beats =
        beats_of(program, number / program.images(), number % program.images(), tag);
    if (dice.one_in(30)) beats.clear();
    if (!beats.empty() && dice.one_in(12)) {
      spoil(beats[static_cast<size_t>(dice.between(0, static_cast<int>(beats.size()) - 1))], dice);
    }
    if (!beats.empty() && dice.one_in(4)) {
      SignatureBeat foreign = beats.front();
      foreign.tag = static_cast<uint8_t>(tag + 3);
      beats.insert(beats.begin() + dice.between(0, static_cast<int>(beats.size())), foreign);
    }
    return beats;
  };
}

void poke(Driver& driver, Dice& dice) {
  const auto address =
      static_cast<uint32_t>(dice.one_in(2) ? 4 * dice.between(0, 0x78)
                                           : 0x10000 * dice.between(0, 8) + dice.between(0, 99));
  if (address == kMonitorAddress) return;  // the monitor has its own tests
  if (dice.one_in(2)) {
    driver.read(address);
  } else if (address != kCtrlAddress) {
    driver.write(address, dice.word(), dice.one_in(2) ? 0xF : dice.between(0, 15));
  }
}

}  // namespace kintsugi::controller_test
