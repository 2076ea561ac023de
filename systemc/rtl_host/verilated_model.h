// What every Verilated controller has in common: power-up, clock edges, pins, waves. To be included
// behind the header of the Verilated class, and by nothing that sees SystemC, whose headers and
// Verilator's do not go together in --cc mode.
#pragma once

#include <verilated.h>

#include <algorithm>
#include <memory>
#include <string>

#include "models/controller/boundary.h"
#include "systemc/rtl_host/assertion_hook.h"
#include "systemc/rtl_host/controller_model.h"
#include "systemc/trace/wave_writer.h"

#if VM_TRACE
#include <verilated_fst_c.h>
#endif

namespace kintsugi {

// `Top` is the Verilated class. Declared state and memories are for those who derive.
template <typename Top>
class VerilatedModel : public ControllerModel {
 public:
  // `seed` sets the random power-up state (0: all zero).
  explicit VerilatedModel(uint32_t seed) {
    context_.fatalOnError(false);
    context_.randReset(seed == 0 ? 0 : 2);
    context_.randSeed(static_cast<int>(seed));
#if VM_TRACE
    context_.traceEverOn(true);
#endif
    top_ = std::make_unique<Top>(&context_);
    top_->clk_i = 0;
    top_->rst_ni = 0;
  }

  ~VerilatedModel() override {
    close_wave();
    // The model unregisters its scopes from the thread's context, which is that of the model made
    // last.
    Verilated::threadContextp(&context_);
    top_->final();
    top_.reset();
  }

  // Inputs change with the falling edge, so that combinational logic and the values that assertions
  // sample have settled when the rising edge comes.
  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    fall(in);
    rise(out);
  }

  bool assertion_failed() const override { return context_.gotError(); }
  std::string failed_assertion() const override { return first_failed_assertion(); }

  bool open_wave([[maybe_unused]] const WaveRequest& request) override {
#if VM_TRACE
    constexpr int kLevels = 99;  // the whole hierarchy
    wave_ = make_wave_writer(request, [&](VerilatedFstC* file) { top_->trace(file, kLevels); });
    if (!wave_->is_open()) wave_.reset();
#endif
    return wave_ != nullptr;
  }

  void sample_wave() override {
    if (wave_) wave_->sample();
  }

  // The last cycle has no closing edge: its inputs are those of the edge that began it.
  void close_wave() override {
    if (!wave_) return;
    top_->clk_i = 0;
    top_->eval();
    wave_->close(edges_ - std::min<uint64_t>(edges_, 1));
    wave_.reset();
  }

 protected:
  // The two halves of step().
  void fall(const ControllerInputs& in) {
    drive(in);
    top_->clk_i = 0;
    top_->eval();
    if (wave_ && edges_ > 0) wave_->dump(edges_ - 1);
  }
  void rise(ControllerOutputs& out) {
    top_->clk_i = 1;
    top_->eval();
    ++edges_;
    sample(out);
  }

  // The pins as they are.
  void sample(ControllerOutputs& out) const {
    const Top& top = *top_;
#define KINTSUGI_SAMPLE(pin, width) out.pin = top.pin##_o;
    KINTSUGI_CONTROLLER_OUTPUTS(KINTSUGI_SAMPLE)
#undef KINTSUGI_SAMPLE
  }

  Top& top() { return *top_; }
  const Top& top() const { return *top_; }
  bool assertions_on() const { return context_.assertOn(); }

 private:
  void drive(const ControllerInputs& in) {
    Top& top = *top_;
    top.rst_ni = in.rst_n;
#define KINTSUGI_DRIVE(pin, width) top.pin##_i = in.pin;
    KINTSUGI_CONTROLLER_INPUTS(KINTSUGI_DRIVE)
#undef KINTSUGI_DRIVE
  }

  VerilatedContext context_;
  std::unique_ptr<Top> top_;
  std::unique_ptr<WaveWriter> wave_;
  uint64_t edges_ = 0;  // taken so far
};

}  // namespace kintsugi
