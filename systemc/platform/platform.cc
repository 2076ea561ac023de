#include "systemc/platform/platform.h"

#include "systemc/accelerator/accelerator.h"
#include "systemc/accelerator/inference_source.h"
#include "systemc/platform/controller_bench.h"

namespace kintsugi {

namespace {

bool is_idle(const ControllerModel& controller) {
  const auto state = static_cast<regs::State>(regs::obs_get<regs::ObsId::state>(controller.obs()));
  return state == regs::State::Idle || state == regs::State::Done || state == regs::State::Error;
}

}  // namespace

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
    if (!options.inference.empty()) {
      inference = std::make_unique<InferenceSource>("inference", accelerator, options.inference,
                                                    timing, [&rtl] { return is_idle(rtl); });
    }
  }

  Accelerator accelerator;
  ControllerBench bench;
  std::unique_ptr<InferenceSource> inference;
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
  const Setting& setting = modules_->accelerator.registers().setting();
  result.active = setting.layers;
  result.channels = setting.channels;
  result.deltas = setting.deltas;
  if (modules_->inference != nullptr) result.inferences = modules_->inference->completed();
  return result;
}

}  // namespace kintsugi
