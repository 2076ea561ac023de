#include "systemc/platform/platform.h"

#include "systemc/accelerator/accelerator.h"
#include "systemc/platform/controller_bench.h"

namespace kintsugi {

struct Platform::Modules {
  Modules(const Die& die, const tuning::TestProgram& program, const TimingConfig& timing,
          const PlatformOptions& options, ControllerModel& rtl, ControllerReference& reference,
          CycleObserver& observer)
      : accelerator("accelerator", die, identity_tuning(die.chip()), timing),
        bench("bench", {accelerator, accelerator, accelerator.registers().socket}, program, timing,
              options, rtl, reference, observer) {
    if (!options.wave.file.empty()) {
      accelerator.add_probes(bench.probes(), "platform.accelerator", options.wave);
    }
  }

  Accelerator accelerator;
  ControllerBench bench;
};

Platform::Platform(const Die& die, const tuning::TestProgram& program, const TimingConfig& timing,
                   const PlatformOptions& options, ControllerModel& rtl,
                   ControllerReference& reference, CycleObserver& observer) {
  set_time_resolution();
  modules_ = std::make_unique<Modules>(die, program, timing, options, rtl, reference, observer);
}

Platform::~Platform() = default;

PlatformResult Platform::run() {
  PlatformResult result = modules_->bench.run();
  result.active = modules_->accelerator.registers().active();
  return result;
}

}  // namespace kintsugi
