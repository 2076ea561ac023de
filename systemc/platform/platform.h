// One die under test: accelerator, controller and tester.
#pragma once

#include <memory>

#include "models/accelerator/die.h"
#include "models/controller/reference_model.h"
#include "models/tuning/program.h"
#include "systemc/accelerator/timing.h"
#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/controller_model.h"
#include "systemc/rtl_host/cycle_observer.h"

namespace kintsugi {

// One platform a process, run once: the SystemC kernel is global. All arguments kept by reference
// must outlive it.
class Platform {
 public:
  Platform(const Die& die, const tuning::TestProgram& program, const TimingConfig& timing,
           const PlatformOptions& options, ControllerModel& rtl, ReferenceModel& reference,
           CycleObserver& observer);
  ~Platform();

  // From reset until the tester has read everything, or the observer stopped. Throws UserError when
  // a wave is asked for and the build has no tracing.
  PlatformResult run();

 private:
  struct Modules;
  std::unique_ptr<Modules> modules_;
};

}  // namespace kintsugi
