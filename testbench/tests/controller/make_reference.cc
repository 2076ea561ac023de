// The controller under test is the reference alone.
#include "models/controller/reference.h"
#include "testbench/tests/controller/driver.h"

namespace kintsugi::controller_test {
namespace {

class SteppedReference final : public SteppedController {
 public:
  explicit SteppedReference(const ControllerSizes& sizes)
      : reference_(ReferenceFault::None, sizes) {}
  ControllerOutputs step(const ControllerInputs& in) override {
    reference_.step(in);
    return reference_.outputs();
  }
  const std::array<uint32_t, regs::kObsWords>& obs() const override { return reference_.obs(); }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return reference_.memory_word(memory, word);
  }

 private:
  ControllerReference reference_;
};

}  // namespace

std::unique_ptr<SteppedController> make_controller(const ControllerSizes& sizes) {
  return std::make_unique<SteppedReference>(sizes);
}

}  // namespace kintsugi::controller_test
