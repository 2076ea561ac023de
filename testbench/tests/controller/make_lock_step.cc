// The controller under test is the RTL, in lock-step with the reference: every behaviour test then
// also says where the two readings of the specification part.
#include <gtest/gtest.h>

#include <algorithm>

#include "models/controller/reference.h"
#include "systemc/rtl_host/controller_model.h"
#include "testbench/checkers/lock_step.h"
#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {
namespace {

constexpr uint64_t kPeriodPs = 5000;
constexpr uint32_t kZeroPowerUp = 0;  // these tests also read memory words that nobody wrote

class SteppedPair final : public SteppedController {
 public:
  // The memories are swept a last time.
  ~SteppedPair() override {
    if (agrees_ && !checker_.finish()) ADD_FAILURE() << checker_.message();
  }
  ControllerOutputs step(const ControllerInputs& in) override {
    rtl_->step(in, out_);
    reference_.step(in);
    const Cycle cycle{
        number_++, in, out_, reference_.outputs(), rtl_->obs(), reference_.obs().data()};
    if (agrees_) checker_.on_cycle(cycle);
    if (agrees_ && checker_.divergence()) {
      agrees_ = false;
      ADD_FAILURE() << summary(checker_.divergence());
    }
    std::copy_n(rtl_->obs(), obs_.size(), obs_.begin());
    return out_;
  }
  const std::array<uint32_t, regs::kObsWords>& obs() const override { return obs_; }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return rtl_->memory_word(memory, word);
  }

 private:
  std::unique_ptr<ControllerModel> rtl_ = make_verilated_controller(kZeroPowerUp);
  ControllerReference reference_;
  LockStep checker_{*rtl_, reference_, kPeriodPs};
  ControllerOutputs out_;
  std::array<uint32_t, regs::kObsWords> obs_{};
  uint64_t number_ = 0;
  bool agrees_ = true;
};

}  // namespace

std::unique_ptr<SteppedController> make_controller() { return std::make_unique<SteppedPair>(); }

}  // namespace kintsugi::controller_test
