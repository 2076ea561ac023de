#include "testbench/self_tuning/cosim.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "models/accelerator/setting.h"
#include "models/controller/reference.h"
#include "systemc/platform/platform.h"
#include "systemc/rtl_host/controller_model.h"
#include "testbench/checkers/lock_step.h"
#include "testbench/population/fork_pool.h"
#include "testbench/population/platform_setup.h"
#include "testbench/report/interrupt.h"

namespace kintsugi {

PlatformOptions monitored(const Experiment& e, const MonitorStart& start, const CodedImages& played,
                          int first, int images) {
  PlatformOptions options = platform_options(e.scenario);
  options.tuning = start.repaired;
  options.test = false;
  options.monitor.on = true;
  options.monitor.window = start.options.window;
  options.monitor.period = 256;
  options.monitor.ratios = start.options.ratios;
  options.monitor.dead_shift = start.options.limits.dead_shift;
  for (int i = first; i < first + images; ++i) {
    const uint8_t* codes = image_codes(played, e.chip, i);
    options.inference.emplace_back(codes, codes + e.chip.network.input.size());
  }
  return options;
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MonitoredDie, commits, cycles, mismatches)

namespace {

MonitoredDie simulate(const Experiment& e, const Chip& aged, uint32_t number, int images,
                      const CodedImages& played, const SelfTuneStudy& study) {
  const Die fresh(e.chip, DieKey{e.scenario.seed, number});
  return cosim_monitored(e, shifted_die(e, aged, number), number,
                         monitor_start(e, fresh, played, study), played, study.base + study.before,
                         images);
}

}  // namespace

MonitoredDie cosim_monitored(const Experiment& e, const Die& die, uint32_t number,
                             const MonitorStart& start, const CodedImages& played, int first,
                             int images) {
  const PlatformOptions options = monitored(e, start, played, first, images);
  const TimingConfig timing = timing_config(e.scenario);
  const auto rtl = make_verilated_controller(number + 1);
  ControllerReference reference;
  LockStep checker(*rtl, reference, timing.period_ps());
  Platform platform(die, e.program, timing, options, *rtl, reference, checker);
  const PlatformResult result = platform.run();
  MonitoredDie found;
  found.cycles = static_cast<int64_t>(result.edges);
  found.commits = result.monitor.commits;
  if (!checker.finish()) {
    found.mismatches.push_back(checker.message());
  } else if (!result.finished || result.state != regs::State::Idle) {
    found.mismatches.push_back("The monitor stopped: " + result.stop_reason);
  } else if (std::string fault = monitor_fault(result, options, die, start); !fault.empty()) {
    found.mismatches.push_back(std::move(fault));
  }
  return found;
}

std::string monitor_fault(const PlatformResult& result, const PlatformOptions& options,
                          const Die& die, const MonitorStart& start) {
  if (result.inference_tunings.size() != options.inference.size()) {
    return fmt::format("{} of {} images were played to their end.", result.inference_tunings.size(),
                       options.inference.size());
  }
  Follower follower(start.repaired, start.options);
  for (size_t i = 0; i < options.inference.size(); ++i) {
    const auto differs = [i](const char* what) {
      return fmt::format("Image {} behind the shift: {} differs from the untimed monitor's.", i,
                         what);
    };
    const auto number = static_cast<uint32_t>(i);
    const Tuning before = follower.tuning();
    if (result.inference_tunings[i] != before) return differs("the gain it found");
    const uint8_t* codes = options.inference[i].data();
    const std::vector<int32_t> values = run_image(die, before, codes, number).back().values;
    const auto best = std::max_element(values.begin(), values.end()) - values.begin();
    if (result.predictions[i] != best) return differs("the prediction");
    follower.image_over(activation_sums(die, Setting(before), codes, number));
  }
  return "";
}

MonitorCosim cosim_monitor(const Experiment& experiment, const Chip& aged,
                           const std::vector<uint32_t>& dies, int images, const CodedImages& played,
                           const SelfTuneStudy& study, int jobs) {
  MonitorCosim all;
  all.images = images;
  run_forked(
      dies, jobs,
      [&](uint32_t die) {
        return nlohmann::json(simulate(experiment, aged, die, images, played, study)).dump();
      },
      [&](const ForkResult& result) {
        MonitoredDie found;
        if (result.ok) {
          found = nlohmann::json::parse(result.text).get<MonitoredDie>();
        } else {
          found.mismatches = {result.text};
        }
        all.dies.push_back(result.item);
        all.commits += found.commits;
        all.cycles += found.cycles;
        all.mismatches += static_cast<int64_t>(found.mismatches.size());
        if (all.message.empty() && !found.mismatches.empty()) {
          all.message = fmt::format("Die {}: {}", result.item, found.mismatches.front());
        }
      },
      [] { return interrupted(); });
  std::sort(all.dies.begin(), all.dies.end());
  return all;
}

}  // namespace kintsugi
