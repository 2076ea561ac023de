// The tests of registers and windows on the own controller. It need not show its declared state, so
// how long it scrubs is asked of STATUS once.
#include <algorithm>

#include "testbench/tests/controller/driver.h"
#include "testbench/tests/own_controller/bench_subject.h"

namespace kintsugi::controller_test {
namespace {

constexpr int kLongestScrub = 1 << 16;  // edges

// Edges from the end of a reset until STATUS, read again and again, says that the scrub is over.
int scrub_edges(ControllerModel& controller) {
  ControllerInputs in;
  ControllerOutputs out;
  controller.step(in, out);
  in.rst_n = 1;
  in.csr_paddr = regs::kStatusAddress;
  int edges = 0;
  const auto step = [&](uint8_t psel, uint8_t penable) {
    in.csr_psel = psel;
    in.csr_penable = penable;
    controller.step(in, out);
    ++edges;
  };
  for (bool scrubbing = true; scrubbing && edges < kLongestScrub;) {
    step(1, 0);
    while (out.csr_pready == 0 && edges < kLongestScrub) step(1, 1);
    scrubbing = regs::kStatusScrubbing.get(out.csr_prdata) != 0;
    step(1, 1);
    step(0, 0);
  }
  return edges;
}

class SteppedOwn final : public SteppedController {
 public:
  SteppedOwn() : controller_(built_bench_subject().controller(1)) {}

  ControllerOutputs step(const ControllerInputs& in) override {
    since_reset_ = in.rst_n != 0 ? since_reset_ + 1 : 0;
    controller_->step(in, out_);
    std::copy_n(controller_->obs(), obs_.size(), obs_.begin());
    return out_;
  }
  const std::array<uint32_t, regs::kObsWords>& obs() const override { return obs_; }
  bool scrubbing() const override {
    static const int edges = scrub_edges(*built_bench_subject().controller(1));
    return since_reset_ < edges;
  }
  uint64_t memory_word(regs::Memory, int) const override { return 0; }

 private:
  std::unique_ptr<ControllerModel> controller_;
  ControllerOutputs out_;
  std::array<uint32_t, regs::kObsWords> obs_{};
  int since_reset_ = 0;
};

}  // namespace

std::unique_ptr<SteppedController> make_controller(const ControllerSizes&) {
  return std::make_unique<SteppedOwn>();
}

}  // namespace kintsugi::controller_test
