#include "systemc/platform/controller_bench.h"

#include <algorithm>
#include <chrono>

#include "models/core/error.h"
#include "systemc/platform/wave_views.h"

namespace kintsugi {
ControllerBench::ControllerBench(sc_core::sc_module_name name, const AcceleratorPorts& accelerator,
                                 const tuning::TestProgram& program, const TimingConfig& timing,
                                 const PlatformOptions& options, ControllerModel& rtl,
                                 ReferenceModel& reference, CycleObserver& observer)
    : sc_module(name),
      rtl_(rtl),
      wave_(options.wave),
      period_ps_(timing.period_ps()),
      cycle_wave_(rtl, observer),
      csr_(options.csr_timeout, options.csr_gap),
      host_script_(csr_, program, options, [this] { host_.stop(); }),
      stimulus_(accelerator.images, options.stim_stall),
      signature_(accelerator.signature, timing.fifo_depth, options.sig_stall),
      cfg_("cfg", timing.period(), options.cfg_wait),
      cfg_fault_("cfg_fault", options.cfg_fault),
      host_("host", timing.period(), rtl, reference,
            {&host_script_, &csr_, &stimulus_, &signature_, &cfg_},
            wave_.file.empty() ? observer : cycle_wave_) {
  cfg_.socket.bind(cfg_fault_.target);
  cfg_fault_.initiator.bind(accelerator.registers);
  host_script_.add_probes(probes_, "platform.host");
  csr_.lane().add_probes(probes_, "platform.csr", 20);
  stimulus_.lane().add_probes(probes_, "platform.stim", 8);
  signature_.lane().add_probes(probes_, "platform.sig", 32);
  probes_.bits("platform.sig.fifo_level", 16, [this] { return signature_.level(); });
  cfg_.lane().add_probes(probes_, "platform.cfg", 16);
}

void ControllerBench::open_wave() {
  cycle_wave_.add_probes(probes_);
  WaveRequest request;
  request.file = wave_.file;
  request.period_ps = period_ps_;
  request.from_cycle = wave_.from_cycle;
  request.to_cycle = wave_.to_cycle;
  request.probes = &probes_;
  if (rtl_.open_wave(request)) return;
  throw UserError("Waves cannot be written to " + wave_.file +
                  ": this build has no tracing, or the file cannot be created; build the debug "
                  "variant and choose a folder that can be written.");
}

PlatformResult ControllerBench::run() {
  if (!wave_.file.empty()) open_wave();
  const auto begin = std::chrono::steady_clock::now();
  sc_core::sc_start();
  PlatformResult result;
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  rtl_.close_wave();
  result.edges = host_.edges();
  host_script_.report(result);
  if (!wave_.file.empty()) {
    write_wave_views(wave_.file, probes_,
                     {period_ps_, wave_.from_cycle, std::min(wave_.to_cycle, result.edges),
                      cycle_wave_.first_mismatch(), result.log});
  }
  return result;
}

}  // namespace kintsugi
