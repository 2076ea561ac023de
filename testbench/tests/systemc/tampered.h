// Right controllers made wrong at their pins, and what `--check transaction` says of them.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "testbench/checkers/transaction_checker.h"
#include "testbench/tests/systemc/controllers.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic_bench.h"

namespace kintsugi {

// A right controller whose pins are tampered with.
class Tampered : public ReferenceAsController {
 public:
  using Inputs = std::function<void(ControllerInputs&)>;
  using Outputs = std::function<void(const ControllerInputs&, ControllerOutputs&)>;

  explicit Tampered(Outputs outputs, Inputs inputs = {}, ReferenceFault fault = {})
      : ReferenceAsController(fault), outputs_(std::move(outputs)), inputs_(std::move(inputs)) {}

  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    ControllerInputs seen = in;
    if (inputs_) inputs_(seen);
    ReferenceAsController::step(seen, out);
    if (outputs_ && in.rst_n != 0) outputs_(in, out);
  }

 private:
  Outputs outputs_;
  Inputs inputs_;
};

// A transfer of its own on the cfg port, begun when `when` holds and the port is idle.
class Intruder : public ReferenceAsController {
 public:
  using When = std::function<bool(const ControllerOutputs&)>;

  Intruder(uint16_t address, uint32_t data, When when)
      : address_(address), data_(data), when_(std::move(when)) {}

  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    ControllerInputs seen = in;
    if (phase_ != 0) seen.cfg_pready = 0;
    ReferenceAsController::step(seen, out);
    const bool now = when_(out) && in.rst_n != 0 && out.cfg_psel == 0;
    if (phase_ == 0 && !done_ && now) {
      phase_ = 1;
    } else if (phase_ == 1) {
      phase_ = 2;
    } else if (phase_ == 2 && in.cfg_pready != 0) {
      phase_ = 0;
      done_ = true;
    }
    if (phase_ == 0) return;
    out.cfg_psel = 1;
    out.cfg_penable = phase_ == 2 ? 1 : 0;
    out.cfg_pwrite = 1;
    out.cfg_paddr = address_;
    out.cfg_pwdata = data_;
    out.cfg_pstrb = 0xF;
  }

 private:
  uint16_t address_;
  uint32_t data_;
  When when_;
  int phase_ = 0;  // 1 SETUP, 2 ACCESS
  bool done_ = false;
};

// What the checker says of a controller; empty when it passes.
inline std::string judged(ControllerModel& controller, const tuning::TestProgram& program,
                          SyntheticRun run = {}) {
  run.transactions = true;
  return in_child([&] {
    ControllerReference unused;
    return sentences(run_synthetic(program, run, controller, unused).verdict);
  });
}

inline std::string judged_outputs(const Tampered::Outputs& outputs, const SyntheticRun& run = {}) {
  Tampered controller(outputs);
  return judged(controller, every_die_repaired(9), run);
}

// Spoils what is read at an address of the csr port.
inline Tampered::Outputs spoilt_read(uint16_t address, uint32_t bits) {
  return [=](const ControllerInputs& in, ControllerOutputs& out) {
    const bool here = in.csr_pwrite == 0 && in.csr_paddr == address && out.csr_pready != 0;
    if (here) out.csr_prdata ^= bits;
  };
}

}  // namespace kintsugi
