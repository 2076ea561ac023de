// Cycle truth: controller and reference agree on every output and on all declared state, in every
// cycle; memories are swept at each image boundary and at the end.
//
//   legal        on_cycle ... on_cycle  finish        all agreed, something was compared
//   red          finish                               nothing was compared, or assertions are
//   missing red          on_cycle .. on_cycle -> false        first divergence; the run stops
//   kAftermath
//                                                     cycles later, which are recorded, not judged
//
// finish() must be called: without it the final sweep is missing and a run that never began would
// look like one that never failed.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "models/controller/reference_model.h"
#include "systemc/rtl_host/controller_model.h"
#include "systemc/rtl_host/cycle_observer.h"
#include "testbench/checkers/divergence.h"
#include "testbench/checkers/memory_sweep.h"

namespace kintsugi {

class LockStep : public CycleObserver {
 public:
  static constexpr size_t kHistory = 16;      // cycles kept for the report
  static constexpr uint64_t kAftermath = 16;  // cycles watched after a divergence

  // Both models are those the host steps.
  LockStep(const ControllerModel& rtl, const ReferenceModel& reference, uint64_t period_ps);

  bool on_cycle(const Cycle& cycle) override;

  // Sweeps the memories a last time. True when at least one cycle was compared, all agreed, and as
  // many assertions are alive as are listed.
  bool finish();

  const Divergence& divergence() const { return divergence_; }
  uint64_t cycles_compared() const { return cycles_compared_; }
  uint64_t words_swept() const { return sweep_.words_compared(); }

  // Empty when finish() was true, else one sentence.
  std::string message() const;

 private:
  bool agrees(const Cycle& cycle) const;
  bool all_assertions_live() const;
  void diverged(const Cycle& cycle);
  void assertion_failed(const Cycle& cycle);
  bool watch_aftermath(const Cycle& cycle);
  bool sweep_fails(uint64_t cycle);
  void collect_outputs(const Cycle& cycle);
  void collect_state(const Cycle& cycle);
  void add(Divergence::Kind kind, const std::string& signal, uint64_t expected, uint64_t actual,
           const std::string& expected_name, const std::string& actual_name);
  void begin_report(uint64_t cycle, const uint32_t* rtl_obs, const uint32_t* reference_obs);
  void record(const Cycle& cycle);

  const ControllerModel& rtl_;
  const ReferenceModel& reference_;
  uint64_t period_ps_;
  MemorySweep sweep_;
  Divergence divergence_;
  std::array<RecordedCycle, kHistory> history_;
  uint64_t cycles_compared_ = 0;
  std::optional<uint64_t> swept_at_;  // cycle of the last sweep that found nothing
  uint64_t state_ = 0;                // main state after the last cycle
  bool finished_ = false;
};

}  // namespace kintsugi
