// Shows the reference beside the RTL in the wave.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/registers/tuning_ctrl.h"
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
  // differ. The probes read this object, which must stay where it is.
  void add_probes(ProbeList& probes) const;

 private:
  void add_pair(ProbeList& probes, const std::string& name, int width,
                const std::vector<std::string>& value_names, const ProbeList::Bits& actual,
                const ProbeList::Bits& expected) const;

  void note_changes(const Cycle& cycle);

  ControllerModel& rtl_;
  CycleObserver& observer_;
  const Cycle* cycle_ = nullptr;  // during on_cycle
  bool differs_ = false;
  std::optional<uint64_t> first_mismatch_;

  // The cycle before, and what is no longer as it was in it.
  bool first_ = true;
  std::array<uint32_t, regs::kObsWords> rtl_obs_{};
  std::array<uint32_t, regs::kObsWords> reference_obs_{};
  ControllerOutputs rtl_outputs_{};
  ControllerOutputs reference_outputs_{};
  bool any_field_changed_ = false;
  bool outputs_changed_ = true;
  std::array<bool, regs::kObsFieldCount> field_changed_{};
};

}  // namespace kintsugi
