#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "testbench/sweeps/sweep.h"
#include "testbench/tests/controller/expected_run.h"
#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/monitor_setting.h"
#include "testbench/tests/controller/random_scene.h"

namespace kintsugi {
namespace {

using namespace controller_test;
using namespace regs;

constexpr uint64_t kMostFailures = 20;                      // then the sweep ends
constexpr int kScrubCycles = static_cast<int>(kStimWords);  // of the deepest memory

struct Cut {};  // thrown in the cycle before the reset

// What is going on when the reset comes, and what must work behind it.
struct Script {
  const char* name;
  AcceleratorManner manner;
  std::function<void(Driver&)> load;
  std::function<void(Driver&)> play;
  std::function<void(Driver&)> whole_test;
};

AcceleratorManner slow() {
  AcceleratorManner manner;
  manner.stim_ready_percent = 60;
  manner.sig_valid_percent = 60;
  manner.cfg_wait_states = 2;
  return manner;
}

void whole_test(Driver& driver, const SmallProgram& program) {
  const std::vector<uint32_t> found = active_setting(driver, program);
  driver.manner = slow();
  run_program(driver, program);
  expect_done(driver, program, expect_run(program, found));
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
  for (const uint32_t a :
       {uint32_t{kIrqMaskAddress}, uint32_t{kPixelsAddress}, uint32_t{kStimWindow},
        uint32_t{kDeltaWindow} + 4, uint32_t{kStoreWindow} + 8, uint32_t{kStatWindow}, 0xFFFFCU}) {
    driver.write(a, 0xFFFF5A5AU);
    driver.write(a, 0x12345678U, 0x5);
    driver.read(a);
  }
}

using Play = void (*)(Driver&, const SmallProgram&);

Script of_test(const char* name, const SmallProgram& program, const AcceleratorManner& manner,
               Play play) {
  return {name, manner, [=](Driver& driver) { load(driver, program); },
          [=](Driver& driver) { play(driver, program); },
          [=](Driver& driver) { whole_test(driver, program); }};
}

// Download, answers, learning, spill: a loop that helps.
LoopProgram short_loop() {
  LoopSizes sizes;
  sizes.images = 2;
  sizes.inputs = 3;
  sizes.outputs = 2;
  sizes.entries = 4;
  sizes.loop_first = 1;
  sizes.epochs = 1;
  for (uint32_t seed = 1;; ++seed) {
    const LoopProgram program = make_loop_program(seed, sizes);
    const LoopExpectation expectation = expect_loop(program);
    const bool spills = expectation.written > static_cast<uint32_t>(program.count());
    if (program.commit && spills) return program;
  }
}

Script of_loop(const char* name, const AcceleratorManner& manner) {
  const LoopProgram program = short_loop();
  return {name, manner, [=](Driver& driver) { load(driver, program); },
          [=](Driver& driver) {
            answer_with(driver, program);
            adapt(driver);
            driver.run_until(State::Done, 5000);
            driver.tick(5);
          },
          [=](Driver& driver) {
            driver.cfg.words.clear();
            run_adaptation(driver, program);
            expect_adapted(driver, program);
          }};
}

// Both windows move gains; the first read-back is wrong.
void follow(Driver& driver) {
  enable(driver);
  run_until_step(driver, MonStep::Wait);
  complete_window(driver, {1000, 500, 1000});
  use_window(driver);
}

Script of_monitor(const char* name) {
  AcceleratorManner retrying = slow();
  retrying.wrong_reads = 1;
  return {name, retrying, [](Driver& driver) { prepare(driver); }, follow,
          [](Driver& driver) {
            prepare(driver);
            driver.cfg.sequence = 0;
            follow(driver);
            EXPECT_EQ(driver.cfg.active[0], 0xFFF02000U);  // 1000 : 500 is half of what it ought
            enable(driver, false);
            driver.tick(20);
            EXPECT_EQ(mon_step(driver), MonStep::Off);
          }};
}

// A reset within the scrub begins it anew.
Script of_scrub(const char* name, int cycles_before) {
  return {name,
          {},
          [=](Driver& driver) {
            driver.reset();
            driver.tick(cycles_before);
          },
          [](Driver& driver) { driver.tick(30); },
          [](Driver& driver) { whole_test(driver, judged_program(true)); }};
}

std::vector<Script> scripts() {
  AcceleratorManner retrying = slow();
  retrying.wrong_reads = 2;
  return {of_test("restored", judged_program(true), slow(), run_to_end),
          of_test("below, with retries", judged_program(false), retrying, run_to_end),
          of_test("error", judged_program(true), slow(), fail_and_clear),
          of_test("abort", judged_program(true), slow(), abort_in_write),
          of_test("registers", judged_program(true), {}, register_traffic),
          of_loop("loop", slow()),
          of_monitor("monitor"),
          of_scrub("scrub begins", 0),
          of_scrub("scrub ends", kScrubCycles - 20)};
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
  driver.wait_for_scrub();
  script.load(driver);
  driver.manner = script.manner;
  if (cycle == 0) return true;
  int left = cycle;
  driver.on_cycle = [&left] {
    if (--left == 0) throw Cut{};
  };
  bool cut = false;
  try {
    script.play(driver);
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
  pins.csr_paddr = kStimWindow + 4 * static_cast<uint32_t>(dice.between(0, 9));
  pins.csr_pwdata = dice.word();
  pins.csr_pstrb = 0xF;
  pins.cfg_prdata = dice.word();
  return pins;
}

void expect_reset_state(const Driver& driver) {
  for (int i = 0; i < kObsFieldCount; ++i) {
    const auto id = static_cast<ObsId>(i);
    const uint64_t expected = id == ObsId::scrubbing ? 1 : 0;
    EXPECT_EQ(driver.obs(id), expected) << kObsFields[i].name << " behind reset";
  }
  const ControllerOutputs& out = driver.outputs();
  EXPECT_EQ(out.csr_pready | out.stim_valid | out.sig_ready | out.cfg_psel | out.cfg_penable |
                out.irq | out.flush,
            0)
      << "an output behind reset";
}

// Memories behind `cycles` of the scrub that follows a reset; the log is left alone.
std::vector<uint64_t> scrubbed(std::vector<uint64_t> words, int cycles) {
  size_t first = 0;
  for (size_t m = 0; m < std::size(kMemories); ++m) {
    const auto depth = static_cast<size_t>(kMemories[m].words);
    const size_t cleared =
        static_cast<Memory>(m) == Memory::Log ? 0 : std::min(depth, static_cast<size_t>(cycles));
    std::fill_n(words.begin() + static_cast<std::ptrdiff_t>(first), cleared, 0);
    first += depth;
  }
  return words;
}

class ResetSweep {
 public:
  explicit ResetSweep(const SweepOptions& options) : options_(options) {}

  SweepResult run() {
    const std::vector<Script> all = scripts();
    for (const Script& script : all) sweep(script);
    if (options_.stride == 1 && options_.first_seed == 1) expect_everything_seen();
    result_.counts["states"] = seen_[ObsId::state].size();
    result_.counts["steps"] = steps_.size();
    return result_;
  }

 private:
  // Of a sweep that leaves out no cycle: it cut off every state, step and pass.
  void expect_everything_seen() {
    for (const ObsId id : {ObsId::state, ObsId::mon_step, ObsId::adapt_step, ObsId::adapt_phase}) {
      expect_all_seen(id);
    }
    try_point(result_, "passes", [&] { EXPECT_EQ(seen_[ObsId::pass].size(), 3U); });
  }

  void expect_all_seen(ObsId id) {
    const ObsField& field = kObsFields[static_cast<size_t>(id)];
    for (int value = 0; value < field.value_count; ++value) {
      try_point(result_, field.name, [&] {
        EXPECT_EQ(seen_[id].count(static_cast<uint64_t>(value)), 1U)
            << field.value_names[value] << " is in no script";
      });
    }
  }

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
    EXPECT_TRUE(memories(driver) == scrubbed(kept, 8)) << "a ghost write into a memory";
    driver.wait_for_scrub();
    EXPECT_TRUE(memories(driver) == scrubbed(kept, kScrubCycles)) << "the scrub left a word";
    for (const uint32_t address : {kIrqMaskAddress, kCountsAddress, kModeAddress, kAdaptAddress,
                                   kMonitorAddress, kInjectAddress}) {
      EXPECT_EQ(driver.read(address).data, 0U) << "a ghost write of register " << address;
    }
    script.whole_test(driver);
    return inside;
  }

  void note(const Driver& driver) {
    ++result_.counts["resets"];
    const uint64_t state = driver.obs(ObsId::state);
    for (const ObsId id :
         {ObsId::state, ObsId::mon_step, ObsId::adapt_step, ObsId::adapt_phase, ObsId::pass}) {
      seen_[id].insert(driver.obs(id));
    }
    steps_.insert(state << 8 | driver.obs(ObsId::writer_step));
    if (driver.obs(ObsId::scrubbing) != 0) ++result_.counts["in a scrub"];
    if (driver.inputs().csr_psel != 0) ++result_.counts["in a csr transfer"];
    if (driver.outputs().cfg_psel != 0) ++result_.counts["in a cfg transfer"];
    if (driver.outputs().stim_valid != 0) ++result_.counts["in a stim transfer"];
    if (driver.inputs().sig_valid != 0) ++result_.counts["in a sig transfer"];
  }

  SweepOptions options_;
  SweepResult result_;
  Dice dice_{1};
  std::map<ObsId, std::set<uint64_t>> seen_;
  std::set<uint64_t> steps_;  // state and writer step
};

}  // namespace

SweepResult sweep_resets(const SweepOptions& options) { return ResetSweep(options).run(); }

}  // namespace kintsugi
