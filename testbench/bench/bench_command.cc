// `kintsugi bench`: what a clock cycle costs, part by part, beside the bare Verilated model.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "models/controller/reference.h"
#include "models/core/error.h"
#include "systemc/platform/platform.h"
#include "systemc/rtl_host/controller_model.h"
#include "testbench/bench/pin_trace.h"
#include "testbench/checkers/lock_step.h"
#include "testbench/cli/commands.h"
#include "testbench/population/engines.h"
#include "testbench/population/platform_setup.h"

namespace kintsugi {
namespace {

constexpr uint64_t kPeriodPs = 5000;
constexpr double kLockStepBarNs = 1000.0;  // 1 Mcycle/s
constexpr int kRepetitions = 3;            // the least of them counts: others share the machine

using Inputs = std::vector<ControllerInputs>;

void replay_bare(benchmark::State& state, const Inputs& inputs) {
  for (auto _ : state) {
    const auto rtl = make_verilated_controller(0);
    ControllerOutputs out;
    for (const ControllerInputs& in : inputs) rtl->step(in, out);
    benchmark::DoNotOptimize(out);
  }
}

void replay_reference(benchmark::State& state, const Inputs& inputs) {
  for (auto _ : state) {
    ControllerReference reference;
    for (const ControllerInputs& in : inputs) reference.step(in);
    benchmark::DoNotOptimize(reference.outputs());
  }
}

void replay_lock_step(benchmark::State& state, const Inputs& inputs) {
  for (auto _ : state) {
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
    if (!checker.finish()) state.SkipWithError(checker.message().c_str());
  }
}

// Keeps the least real time of each case.
class LeastTime : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      if (run.error_occurred) throw std::runtime_error(run.error_message);
      const double seconds = run.real_accumulated_time / static_cast<double>(run.iterations);
      const auto [entry, fresh] = seconds_.emplace(run.run_name.function_name, seconds);
      if (!fresh) entry->second = std::min(entry->second, seconds);
    }
  }
  bool ReportContext(const Context&) override { return true; }
  double seconds(const std::string& name) const { return seconds_.at(name); }

 private:
  std::map<std::string, double> seconds_;
};

struct Case {
  std::string name;
  double ns = 0;
  double floor_ns = 0;
  double bar_ns = 0;  // 0: none
  bool ok() const { return bar_ns == 0 || ns <= bar_ns; }
};

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

std::vector<Case> measure(const Inputs& inputs, double platform_seconds) {
  const auto add = [&](const char* name, auto function) {
    benchmark::RegisterBenchmark(name, [&inputs, function](benchmark::State& s) {
      function(s, inputs);
    })->Iterations(1)->Repetitions(kRepetitions)->UseRealTime();
  };
  add("bare_verilated", replay_bare);
  add("reference", replay_reference);
  add("lock_step", replay_lock_step);
  LeastTime times;
  benchmark::RunSpecifiedBenchmarks(&times);

  const double cycles = static_cast<double>(inputs.size());
  const auto ns = [&](const char* name) { return times.seconds(name) / cycles * 1e9; };
  const double floor = ns("bare_verilated");
  return {{"bare_verilated", floor, floor, 0},
          {"reference", ns("reference"), floor, 0},
          {"lock_step", ns("lock_step"), floor, kLockStepBarNs},
          {"co_simulation", platform_seconds / cycles * 1e9, floor, 0}};
}

void write_json(const std::filesystem::path& path, const std::vector<Case>& cases) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Case& c : cases) {
    list.push_back({{"name", c.name},
                    {"ns", c.ns},
                    {"floor_ns", c.floor_ns},
                    {"ratio", c.ns / c.floor_ns},
                    {"mcycles_per_s", 1e3 / c.ns},
                    {"bar", c.bar_ns},
                    {"ok", c.ok()}});
  }
  std::ofstream out(path);
  out << nlohmann::ordered_json{{"cases", list}}.dump(2) << "\n";
  out.close();
  if (!out) {
    throw UserError(fmt::format("--json: {} cannot be written; name a file in a writable folder",
                                path.string()));
  }
}

}  // namespace

int bench_command(const BenchOptions& options) {
  const Experiment experiment = load_experiment(options.scenario);
  double platform_seconds = 0;
  const Inputs inputs = record_die(experiment, &platform_seconds);
  const std::vector<Case> cases = measure(inputs, platform_seconds);
  if (!options.json.empty()) write_json(options.json, cases);
  bool ok = true;
  fmt::print("{} cycles of one die of {}; floor: the bare Verilated model\n", inputs.size(),
             experiment.scenario.name);
  fmt::print("{:16} {:>12} {:>10} {:>8} {:>10}\n", "case", "us a cycle", "Mcycle/s", "ratio",
             "bar");
  for (const Case& c : cases) {
    const std::string bar = c.bar_ns == 0 ? "-" : fmt::format("{:.3f}", c.bar_ns / 1e3);
    fmt::print("{:16} {:12.3f} {:10.2f} {:8.2f} {:>10}{}\n", c.name, c.ns / 1e3, 1e3 / c.ns,
               c.ns / c.floor_ns, bar, c.ok() ? "" : "  missed");
    ok = ok && c.ok();
  }
  return ok ? 0 : 1;
}

}  // namespace kintsugi
