// Shows the reference beside the RTL in the wave.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "systemc/rtl_host/controller_model.h"
#include "systemc/rtl_host/cycle_observer.h"
#include "systemc/trace/probe.h"

namespace kintsugi {

// Stands before the observer of a simulation and takes the wave's sample of every cycle.
class CycleWave : public CycleObserver {
 public:
  // Both must outlive this object.
  CycleWave(ControllerModel& rtl, CycleObserver& observer) : rtl_(rtl), observer_(observer) {}

  bool on_cycle(const Cycle& cycle) override;

  // The first cycle in which outputs or declared state differed.
  std::optional<uint64_t> first_mismatch() const { return first_mismatch_; }

  // In scope "lock_step": the cycle's number, whether anything differs, and for every field of the
  // declared state and every output what the RTL has, what the reference expects, and whether they
  // differ.
  void add_probes(ProbeList& probes) const;

 private:
  void add_pair(ProbeList& probes, const std::string& name, int width,
                const std::vector<std::string>& value_names, const ProbeList::Bits& actual,
                const ProbeList::Bits& expected) const;

  ControllerModel& rtl_;
  CycleObserver& observer_;
  const Cycle* cycle_ = nullptr;  // during on_cycle
  bool differs_ = false;
  std::optional<uint64_t> first_mismatch_;
};

}  // namespace kintsugi
