// The controllers the tests put on the bench.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "models/controller/reference.h"
#include "systemc/rtl_host/controller_model.h"

namespace kintsugi {

// The reference in the place of the RTL: shows what a perfect or a wrong controller looks like.
class ReferenceAsController : public ControllerModel {
 public:
  explicit ReferenceAsController(ReferenceFault fault = ReferenceFault::None) : reference_(fault) {}
  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    reference_.step(in);
    out = reference_.outputs();
  }
  const uint32_t* obs() const override { return reference_.obs().data(); }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return reference_.memory_word(memory, word);
  }

 private:
  ControllerReference reference_;
};

// A controller that is right but for one thing, done from edge `edge` on.
struct PlantedFault {
  enum class Kind { WrongOutput, WrongState, WrongMemory, Assertion, MissingAssertion };
  Kind kind;
  uint64_t edge;
};

class FaultyController : public ReferenceAsController {
 public:
  explicit FaultyController(PlantedFault fault) : fault_(fault) {}
  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    ReferenceAsController::step(in, out);
    std::copy_n(ReferenceAsController::obs(), obs_.size(), obs_.begin());
    broken_ = edge_++ >= fault_.edge;
    if (broken_ && fault_.kind == PlantedFault::Kind::WrongOutput) out.sig_ready ^= 1;
    if (broken_ && fault_.kind == PlantedFault::Kind::WrongState) obs_[0] ^= 1;
  }
  const uint32_t* obs() const override { return obs_.data(); }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    const bool wrong = broken_ && fault_.kind == PlantedFault::Kind::WrongMemory &&
                       memory == regs::Memory::Stat && word == 1;
    return ReferenceAsController::memory_word(memory, word) ^ (wrong ? 0x10U : 0U);
  }
  Assertions assertions() const override {
    constexpr int kListed = 7;
    return {fault_.kind == PlantedFault::Kind::MissingAssertion ? kListed - 1 : kListed, kListed};
  }
  bool assertion_failed() const override {
    return broken_ && fault_.kind == PlantedFault::Kind::Assertion;
  }
  std::string failed_assertion() const override { return "planted assertion"; }

 private:
  PlantedFault fault_;
  uint64_t edge_ = 0;
  bool broken_ = false;
  std::array<uint32_t, regs::kObsWords> obs_{};
};

}  // namespace kintsugi
