#include <gtest/gtest.h>

#include <cstring>

#include "testbench/sweeps/sweep.h"
#include "testbench/tests/controller/expected_run.h"
#include "testbench/tests/controller/loop_program.h"
#include "testbench/tests/controller/make_lock_step.h"
#include "testbench/tests/controller/monitor_setting.h"

namespace kintsugi {
namespace {

using namespace controller_test;
using namespace regs;

constexpr uint32_t kPowerUpSeeds = 50;

using Words = std::array<uint32_t, kObsWords>;
struct Observed {
  ControllerOutputs out;
  Words obs;
};
using Trace = std::vector<Observed>;

// Records what leaves a controller, or compares it with what left the one before.
class Traced final : public SteppedController {
 public:
  Traced(uint32_t power_up, Trace& trace, bool record)
      : pair_(make_lock_stepped(power_up)), trace_(trace), record_(record) {}

  ControllerOutputs step(const ControllerInputs& in) override {
    const ControllerOutputs out = pair_->step(in);
    if (record_) {
      trace_.push_back({out, pair_->obs()});
    } else if (same_ && !agrees(out)) {
      same_ = false;
      ADD_FAILURE() << "cycle " << cycle_ << ": " << difference(out);
    }
    ++cycle_;
    return out;
  }
  const Words& obs() const override { return pair_->obs(); }
  uint64_t memory_word(Memory memory, int word) const override {
    return pair_->memory_word(memory, word);
  }

 private:
  static std::array<uint32_t, 16> pins(const ControllerOutputs& o) {
    return {o.csr_pready, o.csr_pslverr, o.stim_valid,  o.stim_data,  o.stim_tag,  o.stim_last,
            o.sig_ready,  o.cfg_psel,    o.cfg_penable, o.cfg_pwrite, o.cfg_pstrb, o.irq,
            o.flush,      o.cfg_paddr,   o.csr_prdata,  o.cfg_pwdata};
  }
  bool agrees(const ControllerOutputs& out) const {
    return cycle_ < trace_.size() && pins(trace_[cycle_].out) == pins(out) &&
           trace_[cycle_].obs == pair_->obs();
  }
  std::string difference(const ControllerOutputs& out) const {
    if (cycle_ >= trace_.size()) return "the test takes longer";
    for (int i = 0; i < kObsFieldCount; ++i) {
      const auto id = static_cast<ObsId>(i);
      if (obs_get(trace_[cycle_].obs.data(), id) != obs_get(pair_->obs().data(), id)) {
        return std::string("obs.") + kObsFields[i].name + " depends on the power-up state";
      }
    }
    return pins(trace_[cycle_].out) == pins(out) ? "" : "an output depends on the power-up state";
  }

  std::unique_ptr<SteppedController> pair_;
  Trace& trace_;
  bool record_;
  bool same_ = true;
  size_t cycle_ = 0;
};

// Two tests one after the other, the second with other statistics than the memory held; a
// last-layer loop; a window of the monitor. Each begins with a reset and its scrub.
void play(Driver& driver) {
  for (const bool restores : {true, false}) {
    const SmallProgram program = judged_program(restores);
    const std::vector<uint32_t> found = active_setting(driver, program);
    run_program(driver, program);
    expect_done(driver, program, expect_run(program, found));
    driver.reset(1);
    driver.wait_for_scrub();
  }
  const LoopProgram loop = make_loop_program(3);
  run_adaptation(driver, loop);
  expect_adapted(driver, loop);
  driver.reset(1);
  driver.wait_for_scrub();
  prepare(driver);
  enable(driver);
  run_until_step(driver, MonStep::Wait);
  complete_window(driver, {1000, 500, 1000});
  use_window(driver);
  EXPECT_EQ(driver.cfg.active[0], 0xFFF02000U);
}

}  // namespace

SweepResult sweep_power_up(const SweepOptions& options) {
  SweepResult result;
  result.counts["seeds"] = options.seeds == 0 ? kPowerUpSeeds : options.seeds;
  Trace trace;
  for (uint32_t i = 0; i < result.counts["seeds"]; ++i) {
    const uint32_t seed = options.first_seed + i;
    try_point(result, "seed " + std::to_string(seed), [&] {
      Driver driver(std::make_unique<Traced>(seed, trace, i == 0));
      play(driver);
    });
  }
  result.counts["cycles"] = trace.size() * result.counts["seeds"];
  return result;
}

}  // namespace kintsugi
