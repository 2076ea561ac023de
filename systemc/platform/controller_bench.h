// The controller with its reference, its tester and its three connections, around anything that
// plays the accelerator.
#pragma once

#include <functional>
#include <systemc>
#include <tlm>
#include <utility>

#include "models/controller/reference_model.h"
#include "models/tuning/program.h"
#include "systemc/accelerator/timing.h"
#include "systemc/bus/apb_slave_adapter.h"
#include "systemc/bus/signature_source.h"
#include "systemc/bus/stimulus_sink.h"
#include "systemc/platform/cycle_wave.h"
#include "systemc/platform/host_script.h"
#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/rtl_host.h"

namespace kintsugi {

// What the controller is connected to.
struct AcceleratorPorts {
  ImageConsumer& images;
  SignatureProducer& signature;
  tlm::tlm_base_target_socket<>& registers;
};

// Everything but numbers is kept by reference and must outlive the bench.
class ControllerBench : public sc_core::sc_module {
 public:
  ControllerBench(sc_core::sc_module_name name, const AcceleratorPorts& accelerator,
                  const tuning::TestProgram& program, const TimingConfig& timing,
                  const PlatformOptions& options, ControllerModel& rtl,
                  ReferenceModel& reference, CycleObserver& observer);

  // What the wave shows beside the bench itself; to be added before run().
  ProbeList& probes() { return probes_; }

  // See HostScript.
  void watch_until(std::function<bool()> over) { host_script_.watch_until(std::move(over)); }

  // Runs the simulation to its end (one a process) and reports; `active` is left empty. Throws
  // UserError when a wave is asked for and cannot be written.
  PlatformResult run();

 private:
  void open_wave();

  ControllerModel& rtl_;
  WaveOptions wave_;
  uint64_t period_ps_;
  ProbeList probes_;
  CycleWave cycle_wave_;
  ApbMasterAdapter csr_;
  HostScript host_script_;
  StimulusSink stimulus_;
  SignatureSource signature_;
  ApbSlaveAdapter cfg_;
  BusFaultInjector cfg_fault_;
  RtlHost host_;
};

}  // namespace kintsugi
