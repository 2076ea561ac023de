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

regs::MonStep monitor_step(const ControllerModel& controller) {
  return static_cast<regs::MonStep>(regs::obs_get<regs::ObsId::mon_step>(controller.obs()));
}

}  // namespace

struct Platform::Modules {
  Modules(const Die& die, const tuning::TestProgram& program, const TimingConfig& timing,
          const PlatformOptions& options, ControllerModel& rtl, ReferenceModel& reference,
          CycleObserver& observer)
      : accelerator("accelerator", die,
                    options.tuning.empty() ? identity_tuning(die.chip()) : options.tuning, timing),
        bench("bench", {accelerator, accelerator, accelerator.registers().socket}, program, timing,
              options, rtl, reference, observer) {
    if (!options.wave.file.empty()) {
      accelerator.add_probes(bench.probes(), "platform.accelerator", options.wave);
    }
    if (!options.inference.empty()) {
      const auto may_begin = [this, &rtl, images = options.inference.size(),
                              watched = !options.test] {
        return watched ? may_begin_watched(rtl, images) : is_idle(rtl);
      };
      inference = std::make_unique<InferenceSource>("inference", accelerator, options.inference,
                                                    timing, may_begin);
    }
    bench.watch_until([this, &rtl, images = options.inference.size()] {
      const bool played = inference == nullptr || inference->completed() == images;
      return played && monitor_step(rtl) == regs::MonStep::Wait;
    });
  }

  // Once the monitor has set its window, so that it sees each image; notes what the image finds.
  bool may_begin_watched(const ControllerModel& rtl, size_t images) {
    const regs::MonStep step = monitor_step(rtl);
    if (step == regs::MonStep::Off || step == regs::MonStep::Window) return false;
    if (inference->completed() == images) return false;
    tunings.resize(inference->completed());
    tunings.push_back(accelerator.registers().setting().layers);
    return true;
  }

  Accelerator accelerator;
  ControllerBench bench;
  std::unique_ptr<InferenceSource> inference;
  std::vector<Tuning> tunings;
};

Platform::Platform(const Die& die, const tuning::TestProgram& program, const TimingConfig& timing,
                   const PlatformOptions& options, ControllerModel& rtl,
                   ReferenceModel& reference, CycleObserver& observer) {
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
  if (modules_->inference != nullptr) {
    result.inferences = modules_->inference->completed();
    result.predictions = modules_->inference->predictions();
    result.inference_tunings = modules_->tunings;
  }
  return result;
}

}  // namespace kintsugi
