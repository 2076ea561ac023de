#include <gtest/gtest.h>

#include <set>

#include "testbench/sweeps/sweep.h"
#include "testbench/tests/controller/expected_run.h"
#include "testbench/tests/controller/random_scene.h"

namespace kintsugi {
namespace {

using namespace controller_test;
using namespace regs;

constexpr uint64_t kMostFailures = 20;  // then the sweep ends

struct Cut {};  // thrown in the cycle before the reset

// What is going on when the reset comes.
struct Script {
  const char* name;
  SmallProgram program;
  AcceleratorManner manner;
  std::function<void(Driver&, const SmallProgram&)> play;  // behind the loading of the program
};

AcceleratorManner slow() {
  AcceleratorManner manner;
  manner.stim_ready_percent = 60;
  manner.sig_valid_percent = 60;
  manner.cfg_wait_states = 2;
  return manner;
}

void run_to_end(Driver& driver, const SmallProgram& program) {
  answer_with(driver, program);
  start(driver);
  driver.run_until(State::Done, 5000);
  driver.tick(5);
}

void fail_and_clear(Driver& driver, const SmallProgram& program) {
  driver.manner.slverr_transfer = driver.cfg.transfers + 4;
  answer_with(driver, program);
  start(driver);
  driver.run_until(State::Error, 5000);
  driver.tick(5);
  clear(driver);
}

// Commands that come while a transfer hangs: FLUSH lasts.
void abort_in_write(Driver& driver, const SmallProgram& program) {
  answer_with(driver, program);
  start(driver);
  driver.run_until(State::Write, 5000);
  driver.manner.cfg_wait_states = 20;
  driver.tick(15);
  abort(driver);
  driver.tick(30);
}

// Every kind of transfer on the CSR port: registers, windows, what is refused.
void register_traffic(Driver& driver, const SmallProgram& /*program*/) {
  for (const int address : {int{kIrqMaskAddress}, int{kPixelsAddress}, int{kStimWindow},
                            kProjWindow + 4, kCodebookWindow + 8, int{kStatWindow}, 0xFFFC}) {
    const auto a = static_cast<uint32_t>(address);
    driver.write(a, 0xFFFF5A5AU);
    driver.write(a, 0x12345678U, 0x5);
    driver.read(a);
  }
}

std::vector<Script> scripts() {
  AcceleratorManner retrying = slow();
  retrying.wrong_reads = 2;
  return {{"restored", judged_program(true), slow(), run_to_end},
          {"below, with retries", judged_program(false), retrying, run_to_end},
          {"error", judged_program(true), slow(), fail_and_clear},
          {"abort", judged_program(true), slow(), abort_in_write},
          {"registers", judged_program(true), {}, register_traffic}};
}

std::vector<uint64_t> memories(const Driver& driver) {
  std::vector<uint64_t> words;
  for (size_t m = 0; m < std::size(kMemories); ++m) {
    for (int w = 0; w < kMemories[m].words; ++w) {
      words.push_back(driver.memory_word(static_cast<Memory>(m), w));
    }
  }
  return words;
}

// Plays a script up to its cycle `cycle`; false when it ends before.
bool play_until(Driver& driver, const Script& script, int cycle) {
  driver.manner = {};
  load(driver, script.program);
  driver.manner = script.manner;
  if (cycle == 0) return true;
  int left = cycle;
  driver.on_cycle = [&left] {
    if (--left == 0) throw Cut{};
  };
  bool cut = false;
  try {
    script.play(driver, script.program);
  } catch (const Cut&) {
    cut = true;
  }
  driver.on_cycle = nullptr;
  return cut;
}

// The other pins while reset is low.
enum class Pins { AtRest, Held, Random };

ControllerInputs pins_in_reset(const Driver& driver, Pins kind, Dice& dice) {
  if (kind == Pins::AtRest) return {};
  ControllerInputs pins = driver.inputs();
  if (kind == Pins::Held) return pins;
  for (uint8_t* bit : {&pins.csr_psel, &pins.csr_penable, &pins.csr_pwrite, &pins.stim_ready,
                       &pins.sig_valid, &pins.cfg_pready, &pins.cfg_pslverr}) {
    *bit = dice.one_in(2) ? 1 : 0;
  }
  pins.csr_paddr = static_cast<uint16_t>(kStimWindow + 4 * dice.between(0, 9));
  pins.csr_pwdata = dice.word();
  pins.csr_pstrb = 0xF;
  pins.cfg_prdata = dice.word();
  return pins;
}

void expect_reset_state(const Driver& driver) {
  for (int i = 0; i < kObsFieldCount; ++i) {
    EXPECT_EQ(driver.obs(static_cast<ObsId>(i)), 0U) << kObsFields[i].name << " behind reset";
  }
  const ControllerOutputs& out = driver.outputs();
  EXPECT_EQ(out.csr_pready | out.stim_valid | out.sig_ready | out.cfg_psel | out.cfg_penable |
                out.irq | out.flush,
            0)
      << "an output behind reset";
}

void whole_test(Driver& driver, const SmallProgram& program) {
  const std::vector<uint32_t> found = active_setting(driver, program);
  driver.manner = slow();
  run_program(driver, program);
  expect_done(driver, program, expect_run(program, found));
}

class ResetSweep {
 public:
  explicit ResetSweep(const SweepOptions& options) : options_(options) {}

  SweepResult run() {
    const std::vector<Script> all = scripts();
    for (const Script& script : all) sweep(script);
    for (int s = 0; s < kObsFields[static_cast<size_t>(ObsId::state)].value_count; ++s) {
      try_point(result_, "states", [&] {
        EXPECT_EQ(states_.count(static_cast<uint64_t>(s)), 1U)
            << name(static_cast<State>(s)) << " is in no script";
      });
    }
    result_.counts["states"] = states_.size();
    result_.counts["steps"] = steps_.size();
    return result_;
  }

 private:
  // A controller that has parted from its reference is no longer compared: a new one goes on.
  void sweep(const Script& script) {
    auto driver = std::make_unique<Driver>();
    bool inside = true;
    const int first = static_cast<int>(options_.first_seed) - 1;
    for (int cycle = first; inside && result_.failed < kMostFailures; cycle += options_.stride) {
      for (const Pins pins : {Pins::AtRest, Pins::Held, Pins::Random}) {
        const uint64_t failed = result_.failed;
        try_point(result_, std::string(script.name) + ", cycle " + std::to_string(cycle),
                  [&] { inside = reset_at(*driver, script, cycle, pins); });
        if (result_.failed > failed) driver = std::make_unique<Driver>();
      }
    }
  }

  bool reset_at(Driver& driver, const Script& script, int cycle, Pins pins) {
    const bool inside = play_until(driver, script, cycle);
    note(driver);
    const std::vector<uint64_t> kept = memories(driver);
    const size_t writes = driver.cfg.writes.size();
    driver.reset(1 + cycle % 2, pins_in_reset(driver, pins, dice_));
    expect_reset_state(driver);
    driver.manner = {};
    driver.answer = nullptr;
    driver.tick(8);
    EXPECT_EQ(driver.cfg.writes.size(), writes) << "a ghost write on cfg";
    EXPECT_EQ(driver.outputs().cfg_psel, 0) << "a ghost transfer on cfg";
    EXPECT_TRUE(memories(driver) == kept) << "a ghost write into a memory";
    for (const uint32_t address : {kIrqMaskAddress, kCountsAddress, kModeAddress}) {
      EXPECT_EQ(driver.read(address).data, 0U) << "a ghost write of register " << address;
    }
    whole_test(driver, script.program);
    return inside;
  }

  void note(const Driver& driver) {
    ++result_.counts["resets"];
    const uint64_t state = driver.obs(ObsId::state);
    states_.insert(state);
    steps_.insert(state << 8 | driver.obs(ObsId::writer_step));
    if (driver.inputs().csr_psel != 0) ++result_.counts["in a csr transfer"];
    if (driver.outputs().cfg_psel != 0) ++result_.counts["in a cfg transfer"];
    if (driver.outputs().stim_valid != 0) ++result_.counts["in a stim transfer"];
    if (driver.inputs().sig_valid != 0) ++result_.counts["in a sig transfer"];
  }

  SweepOptions options_;
  SweepResult result_;
  Dice dice_{1};
  std::set<uint64_t> states_;
  std::set<uint64_t> steps_;  // state and writer step
};

}  // namespace

SweepResult sweep_resets(const SweepOptions& options) { return ResetSweep(options).run(); }

}  // namespace kintsugi
