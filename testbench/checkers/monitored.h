// The self-tuning monitor as it shows on the pins of csr and cfg: which transfers are its own,
// whether they come in its order with the gains that follow from what it read (monitor_order.h),
// how many windows it looked at and what it committed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "systemc/rtl_host/cycle_observer.h"
#include "testbench/checkers/monitor_order.h"
#include "testbench/checkers/told.h"

namespace kintsugi {

class Monitored {
 public:
  // An answer may be on its way in the controller for this many cycles.
  explicit Monitored(uint64_t on_its_way) : on_its_way_(on_its_way) {}

  // `before`: the outputs after the edge before.
  void on_cycle(const ControllerOutputs& before, const Cycle& cycle) {
    const bool csr = cycle.in.csr_psel != 0 && before.csr_pready != 0;
    if (csr || before.cfg_psel != 0 || cycle.rtl.cfg_psel != 0 || cycle.rtl.irq != 0) {
      watch(before, cycle);
    }
  }

  // Whether the transfer that is under way, or has ended at this edge, is none of a run.
  bool owns() const { return owns_; }
  bool ever_on() const { return ever_on_; }
  bool has_written() const { return has_written_; }    // settings or a commit
  const std::string& fault() const { return fault_; }  // the first, a sentence without its end
  const std::optional<ErrorCause>& error() const { return error_; }
  // Windows looked at and commits, modulo 2^16: the most, and how many of them may not count
  // because the monitor was being stopped when they ended, or while their end was on its way.
  struct Count {
    uint16_t most = 0;
    uint16_t doubtful = 0;
    bool allows(uint32_t reported) const {
      return static_cast<uint16_t>(most - reported) <= doubtful;
    }
  };
  Count windows() const { return {order_.windows(), doubtful_windows_}; }
  Count commits() const { return {order_.commits(), doubtful_commits_}; }

 private:
  void watch(const ControllerOutputs& before, const Cycle& cycle);
  uint32_t written(const ControllerOutputs& before, const ControllerInputs& in);
  void ends(const ControllerOutputs& out, const Cycle& cycle, bool answered);
  void count_doubts(uint64_t cycle);
  void begins(const ControllerOutputs& setup, bool may);

  uint64_t on_its_way_;
  Told told_;
  MonitorOrder order_;
  bool running_ = false;  // from START or ADAPT to the interrupt
  bool owns_ = false;
  bool ever_on_ = false;
  bool has_written_ = false;
  std::string fault_;
  std::optional<ErrorCause> error_;
  uint16_t doubtful_windows_ = 0;
  uint16_t doubtful_commits_ = 0;
  std::optional<uint64_t> window_ended_;  // in which cycle the last one did, until the next stop
  std::optional<uint64_t> commit_ended_;
};

}  // namespace kintsugi
