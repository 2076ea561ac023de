#include "systemc/platform/controller_bench.h"

#include <chrono>

#include "models/core/error.h"

namespace kintsugi {
namespace {

constexpr uint32_t kCsrTimeout = 64;  // cycles; the controller answers within five

}  // namespace

ControllerBench::ControllerBench(sc_core::sc_module_name name, const AcceleratorPorts& accelerator,
                                 const tuning::TestProgram& program, const TimingConfig& timing,
                                 const PlatformOptions& options, ControllerModel& rtl,
                                 ControllerReference& reference, CycleObserver& observer)
    : sc_module(name),
      rtl_(rtl),
      wave_(options.wave),
      period_ps_(timing.period_ps()),
      csr_(kCsrTimeout, options.csr_gap),
      host_script_(csr_, program, options, [this] { host_.stop(); }),
      stimulus_(accelerator.images, options.stim_stall),
      signature_(accelerator.signature, timing.fifo_depth, options.sig_stall),
      cfg_("cfg", timing.period(), options.cfg_wait),
      cfg_fault_("cfg_fault", options.cfg_fault),
      host_("host", timing.period(), rtl, reference,
            {&host_script_, &csr_, &stimulus_, &signature_, &cfg_}, observer) {
  cfg_.socket.bind(cfg_fault_.target);
  cfg_fault_.initiator.bind(accelerator.registers);
}

PlatformResult ControllerBench::run() {
  if (!wave_.empty() && !rtl_.open_wave(wave_, period_ps_)) {
    throw UserError("Waves cannot be written to " + wave_ +
                    ": this build has no tracing; build the debug variant.");
  }
  const auto begin = std::chrono::steady_clock::now();
  sc_core::sc_start();
  PlatformResult result;
  result.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  rtl_.close_wave();
  result.edges = host_.edges();
  host_script_.report(result);
  return result;
}

}  // namespace kintsugi
