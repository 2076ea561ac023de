// Someone else's controller, compiled by `kintsugi run --rtl` into a shared library. The Verilated
// class has the name of ours, whatever its top module is called. KINTSUGI_OWN_OBS is 1 when the top
// has obs_o. The library holds the Verilator run time it needs and shows one function.
#include <stdexcept>

#include "Vtuning_ctrl.h"
#include "models/registers/tuning_ctrl.h"
#include "systemc/rtl_host/verilated_model.h"

namespace kintsugi {
namespace {

// The first $finish of the RTL, as "file:line".
std::string& finished_at() {
  static std::string place;
  return place;
}

class OwnController : public VerilatedModel<Vtuning_ctrl> {
 public:
  using VerilatedModel::VerilatedModel;

  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    fall(in);
    if (in.rst_n != 0 && out_of_reset_) check_flops(out);
    out_of_reset_ = in.rst_n != 0;
    rise(out);
    if (!finished_at().empty()) complain("the RTL called $finish at " + finished_at());
  }

#if KINTSUGI_OWN_OBS
  const uint32_t* obs() const override { return top().obs_o.data(); }
#else
  const uint32_t* obs() const override {
    static constexpr uint32_t kNothing[regs::kObsWords] = {};
    return kNothing;
  }
#endif
  bool has_memories() const override { return false; }
  uint64_t memory_word(regs::Memory, int) const override { return 0; }

  bool assertion_failed() const override {
    return VerilatedModel::assertion_failed() || !complaint_.empty();
  }
  std::string failed_assertion() const override {
    return complaint_.empty() ? VerilatedModel::failed_assertion() : complaint_;
  }

 private:
  // With the inputs of the next edge applied, outputs must still be what they were.
  void check_flops(const ControllerOutputs& before) {
    ControllerOutputs settled;
    sample(settled);
#define KINTSUGI_STILL(pin, width) \
  if (settled.pin != before.pin) complain(#pin "_o changes between clock edges: it is no flop");
    KINTSUGI_CONTROLLER_OUTPUTS(KINTSUGI_STILL)
#undef KINTSUGI_STILL
  }
  void complain(const std::string& sentence) {
    if (complaint_.empty()) complaint_ = sentence;
  }

  std::string complaint_;
  bool out_of_reset_ = false;
};

}  // namespace
}  // namespace kintsugi

extern "C" __attribute__((visibility("default"))) kintsugi::ControllerModel*
kintsugi_own_controller(uint32_t seed) {
  return new kintsugi::OwnController(seed);
}

// What the Verilator run time would end the process for.
void vl_fatal(const char* file, int line, const char* /*hierarchy*/, const char* message) {
  throw std::runtime_error(std::string("the RTL cannot be simulated on: ") + file + ":" +
                           std::to_string(line) + ": " + message);
}
void vl_finish(const char* file, int line, const char* /*hierarchy*/) {
  if (kintsugi::finished_at().empty()) {
    kintsugi::finished_at() = std::string(file) + ":" + std::to_string(line);
  }
}
