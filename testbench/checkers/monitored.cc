#include "testbench/checkers/monitored.h"

namespace kintsugi {

// What is written acts before it is answered: what is seen with the answer may be due to it, and
// may have been begun before it.
void Monitored::watch(const ControllerOutputs& before, const Cycle& cycle) {
  if (cycle.rtl.irq != 0) running_ = false;
  const bool was_on = told_.monitors();
  const uint32_t command = written(before, cycle.in);
  const bool access = before.cfg_psel != 0 && before.cfg_penable != 0;
  const bool answered = access && cycle.in.cfg_pready != 0;
  if (owns_ && access && (answered || cycle.rtl.cfg_psel == 0)) {
    ends(before, cycle, answered);
  }
  if (cycle.rtl.cfg_psel != 0 && cycle.rtl.cfg_penable == 0) {
    begins(cycle.rtl, was_on || told_.monitors());
  }
  if (regs::kCtrlAbort.get(command) != 0) {
    running_ = false;
  } else if (regs::kCtrlClear.get(command) == 0 &&
             (command & (regs::kCtrlStart.put(1) | regs::kCtrlAdapt.put(1))) != 0) {
    running_ = true;
  }
  if (!running_ && told_.monitors()) return;
  count_doubts(cycle.number);
  order_.stop();
}

void Monitored::count_doubts(uint64_t cycle) {
  if (window_ended_ && cycle - *window_ended_ <= on_its_way_) ++doubtful_windows_;
  if (commit_ended_ && cycle - *commit_ended_ <= on_its_way_) ++doubtful_commits_;
  window_ended_.reset();
  commit_ended_.reset();
}

// A register as the tester wrote it; returns what was written to CTRL.
uint32_t Monitored::written(const ControllerOutputs& before, const ControllerInputs& in) {
  const bool answered = in.csr_psel != 0 && in.csr_penable != 0 && before.csr_pready != 0;
  if (!answered || in.csr_pwrite == 0 || before.csr_pslverr != 0) return 0;
  told_.write(in.csr_paddr, in.csr_pwdata, in.csr_pstrb);
  ever_on_ = ever_on_ || told_.monitors();
  const bool command = in.csr_paddr == regs::kCtrlAddress && (in.csr_pstrb & 1U) != 0;
  if (command && regs::kCtrlClear.get(in.csr_pwdata) != 0) error_.reset();
  return command ? in.csr_pwdata : 0;
}

void Monitored::begins(const ControllerOutputs& setup, bool may) {
  owns_ = !running_;
  if (!owns_) return;
  std::string fault;
  if (error_) {
    fault = transfer_text(setup) + " after a reason for the error " + cause_text(*error_);
  } else if (!may) {
    fault = transfer_text(setup) + " outside a test";
  } else {
    fault = order_.begins(told_, setup);
  }
  if (fault_.empty()) fault_ = fault;
}

// What is under way when the monitor is stopped reaches the accelerator and has no other effect.
void Monitored::ends(const ControllerOutputs& out, const Cycle& cycle, bool answered) {
  const ControllerInputs& in = cycle.in;
  const bool good = answered && in.cfg_pslverr == 0;
  if (good && out.cfg_pwrite != 0 && out.cfg_paddr != regs::kMonWindow) has_written_ = true;
  if (running_ || !told_.monitors()) return;
  if (good) {
    const MonitorOrder was = order_;
    error_ = order_.ends(told_, out, in);
    const bool stops =
        in.csr_psel != 0 && in.csr_penable != 0 && in.csr_pwrite != 0 &&
        (in.csr_paddr == regs::kCtrlAddress || in.csr_paddr == regs::kMonitorAddress);
    if (order_.windows() != was.windows()) window_ended_ = cycle.number;
    if (order_.commits() != was.commits()) commit_ended_ = cycle.number;
    if (stops) count_doubts(cycle.number);
  } else {
    error_ =
        ErrorCause{answered ? regs::Error::CfgSlverr : regs::Error::CfgTimeout, order_.detail()};
  }
}

}  // namespace kintsugi
