// The reference behind the driver of the controller's own tests, its pins watched as `--check
// transaction` does; made wrong where a test wants it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "models/controller/reference.h"
#include "testbench/checkers/course.h"
#include "testbench/checkers/latency.h"
#include "testbench/checkers/monitored.h"
#include "testbench/checkers/protocol_rules.h"
#include "testbench/checkers/transaction_checker.h"
#include "testbench/tests/controller/driver.h"

namespace kintsugi {

// What was seen, kept outside of the driver, which owns the controller.
struct Watch {
  Course course;
  LatencyLimits limits;
  Latency latency{limits};
  Monitored at_once{0};
  Monitored by_and_by{TransactionChecker::kOnItsWay};
  std::string fault;  // the first
  // Changes what the controller sees, and what is seen of it.
  std::function<void(ControllerInputs&)> inputs;
  std::function<void(ControllerOutputs&)> outputs;
};

class Watched : public controller_test::SteppedController {
 public:
  explicit Watched(Watch* watch) : watch_(watch) {}

  ControllerOutputs step(const ControllerInputs& in) override {
    ControllerInputs seen = in;
    if (watch_->inputs) watch_->inputs(seen);
    reference_.step(seen);
    ControllerOutputs out = reference_.outputs();
    if (watch_->outputs && in.rst_n != 0) watch_->outputs(out);
    const Cycle cycle{number_++, in, out, out, obs().data(), obs().data()};
    const auto rules = broken_pin_rules(before_, in, out, watch_->course.cfg_timed_out());
    if (!rules.empty()) note(rules.front());
    if (in.rst_n != 0) {
      note(watch_->course.on_cycle(before_, cycle));
      note(watch_->latency.on_cycle(before_, cycle, watch_->course));
      watch_->at_once.on_cycle(before_, cycle);
      watch_->by_and_by.on_cycle(before_, cycle);
    }
    before_ = out;
    return out;
  }
  const std::array<uint32_t, regs::kObsWords>& obs() const override { return reference_.obs(); }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return reference_.memory_word(memory, word);
  }

 private:
  void note(const std::string& sentence) {
    if (watch_->fault.empty()) watch_->fault = sentence;
  }

  Watch* watch_;
  ControllerReference reference_;
  ControllerOutputs before_;
  uint64_t number_ = 0;
};

// What is written to a register reaches the controller changed; the course sees what was meant.
inline std::function<void(ControllerInputs&)> misunderstood(uint32_t address, uint32_t bits) {
  return [=](ControllerInputs& in) {
    if (in.csr_psel != 0 && in.csr_pwrite != 0 && in.csr_paddr == address) in.csr_pwdata ^= bits;
  };
}

}  // namespace kintsugi
