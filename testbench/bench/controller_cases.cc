// What a clock cycle costs, part by part, beside the bare Verilated model.
#include <benchmark/benchmark.h>

#include <memory>
#include <stdexcept>
#include <vector>

#include "models/controller/reference.h"
#include "systemc/platform/platform.h"
#include "systemc/rtl_host/controller_model.h"
#include "testbench/bench/bench_case.h"
#include "testbench/bench/pin_trace.h"
#include "testbench/checkers/lock_step.h"
#include "testbench/population/engines.h"
#include "testbench/population/platform_setup.h"

namespace kintsugi {
namespace {

constexpr uint64_t kPeriodPs = 5000;
constexpr double kLockStepBarNs = 1000.0;  // 1 Mcycle/s

using Inputs = std::vector<ControllerInputs>;

void replay_bare(const Inputs& inputs) {
  const auto rtl = make_verilated_controller(0);
  ControllerOutputs out;
  for (const ControllerInputs& in : inputs) rtl->step(in, out);
  benchmark::DoNotOptimize(out);
}

void replay_reference(const Inputs& inputs) {
  ControllerReference reference;
  for (const ControllerInputs& in : inputs) reference.step(in);
  benchmark::DoNotOptimize(reference.outputs());
}

void replay_lock_step(const Inputs& inputs) {
  const auto rtl = make_verilated_controller(0);
  ControllerReference reference;
  LockStep checker(*rtl, reference, kPeriodPs);
  ControllerOutputs out;
  uint64_t number = 0;
  for (const ControllerInputs& in : inputs) {
    rtl->step(in, out);
    reference.step(in);
    checker.on_cycle({number++, in, out, reference.outputs(), rtl->obs(), reference.obs().data()});
  }
  if (!checker.finish()) throw std::runtime_error(checker.message());
}

// The pins of die 0 of the scenario; `seconds` is what the whole co-simulation took.
Inputs record_die(const Experiment& e, double* seconds) {
  const Die die(e.chip, DieKey{e.scenario.seed, 0});
  const auto rtl = make_verilated_controller(0);
  ControllerReference reference;
  PinTrace trace;
  Platform platform(die, e.program, timing_config(e.scenario), platform_options(e.scenario), *rtl,
                    reference, trace);
  const PlatformResult result = platform.run();
  if (!result.finished) throw std::runtime_error(result.stop_reason);
  *seconds = result.wall_seconds;
  return trace.inputs();
}

}  // namespace

std::vector<BenchCase> controller_cases(const Experiment& experiment) {
  double seconds = 0;
  const auto inputs = std::make_shared<Inputs>(record_die(experiment, &seconds));
  const auto make = [&](const char* name, void (*replay)(const Inputs&)) {
    BenchCase c;
    c.name = name;
    c.unit = "cycle";
    c.items = static_cast<double>(inputs->size());
    c.run = [inputs, replay] { replay(*inputs); };
    c.floor = [inputs] { replay_bare(*inputs); };
    c.floor_name = "bare Verilated model";
    return c;
  };
  std::vector<BenchCase> cases = {make("reference", replay_reference),
                                  make("lock_step", replay_lock_step)};
  cases.back().bar_of = BenchCase::BarOf::Time;
  cases.back().bar = kLockStepBarNs;
  cases.push_back(make("co_simulation", nullptr));  // one SystemC kernel a process: once
  cases.back().run = nullptr;
  cases.back().once_s = seconds;
  return cases;
}

}  // namespace kintsugi
