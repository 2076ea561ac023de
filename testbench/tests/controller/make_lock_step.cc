// The controller under test is the RTL, in lock-step with the reference: every behaviour test then
// also says where the two readings of the specification part.
#include "testbench/tests/controller/make_lock_step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "testbench/checkers/lock_step.h"

namespace kintsugi::controller_test {
namespace {

constexpr uint64_t kPeriodPs = 5000;

// What all pairs of the process compared; `kintsugi signoff` asks to be told.
class CyclesCompared {
 public:
  static CyclesCompared& all() {
    static CyclesCompared cycles;
    return cycles;
  }
  void add(uint64_t cycles) { cycles_ += cycles; }
  CyclesCompared(const CyclesCompared&) = delete;
  CyclesCompared& operator=(const CyclesCompared&) = delete;

 private:
  CyclesCompared() = default;
  ~CyclesCompared() {
    if (cycles_ == 0 || std::getenv("KINTSUGI_TELL_CYCLES") == nullptr) return;
    std::printf("lock-step: %llu cycles compared\n", static_cast<unsigned long long>(cycles_));
  }
  uint64_t cycles_ = 0;
};

class SteppedPair final : public SteppedController {
 public:
  SteppedPair(std::unique_ptr<ControllerModel> rtl, const ControllerSizes& sizes,
              ReferenceFault fault, std::string* difference)
      : rtl_(std::move(rtl)), reference_(fault, sizes), difference_(difference) {
    EXPECT_EQ(rtl_->assertions().live, rtl_->assertions().listed)
        << "assertions that are alive, and how many rtl/tuning_ctrl.assertions names";
  }
  // The memories are swept a last time.
  ~SteppedPair() override {
    if (agrees_ && !checker_.finish()) ADD_FAILURE() << checker_.message();
    CyclesCompared::all().add(checker_.cycles_compared());
  }
  ControllerOutputs step(const ControllerInputs& in) override {
    rtl_->step(in, out_);
    reference_.step(in);
    const Cycle cycle{
        number_++, in, out_, reference_.outputs(), rtl_->obs(), reference_.obs().data()};
    if (agrees_) checker_.on_cycle(cycle);
    if (agrees_ && checker_.divergence()) {
      agrees_ = false;
      const std::string sentence = summary(checker_.divergence());
      if (difference_ != nullptr) {
        *difference_ = sentence;
      } else {
        ADD_FAILURE() << sentence;
      }
    }
    std::copy_n(rtl_->obs(), obs_.size(), obs_.begin());
    return out_;
  }
  const std::array<uint32_t, regs::kObsWords>& obs() const override { return obs_; }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return rtl_->memory_word(memory, word);
  }

 private:
  std::unique_ptr<ControllerModel> rtl_;
  ControllerReference reference_;
  std::string* difference_;
  LockStep checker_{*rtl_, reference_, kPeriodPs};
  ControllerOutputs out_;
  std::array<uint32_t, regs::kObsWords> obs_{};
  uint64_t number_ = 0;
  bool agrees_ = true;
};

}  // namespace

std::unique_ptr<SteppedController> make_lock_stepped(std::unique_ptr<ControllerModel> rtl,
                                                     const ControllerSizes& sizes,
                                                     ReferenceFault fault,
                                                     std::string* difference) {
  return std::make_unique<SteppedPair>(std::move(rtl), sizes, fault, difference);
}

std::unique_ptr<SteppedController> make_lock_stepped(uint32_t power_up) {
  return make_lock_stepped(make_verilated_controller(power_up), {});
}

}  // namespace kintsugi::controller_test
