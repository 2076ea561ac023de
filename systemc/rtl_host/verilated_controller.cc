// The Verilated tuning controller of rtl/ as a ControllerModel.
#include "Vtuning_ctrl.h"
#include "Vtuning_ctrl___024root.h"
#include "Vtuning_ctrl__assertions.h"
#include "systemc/rtl_host/coverage_counts.h"
#include "systemc/rtl_host/tuning_ctrl_model.h"

#if VM_COVERAGE
#include <verilated_cov.h>

#include <cstdlib>
#include <stdexcept>

#include "Vtuning_ctrl__Syms.h"
#endif

namespace kintsugi {
namespace {

class VerilatedController : public TuningCtrlModel<Vtuning_ctrl> {
 public:
  // Under coverage all starts at 0: a random start would count as a toggle of every bit.
  explicit VerilatedController(uint32_t seed)
      : TuningCtrlModel(VM_COVERAGE ? 0 : seed, {kCompiledAssertions, kListedAssertions}) {}
#if VM_COVERAGE
  ~VerilatedController() override;
#endif
};

#if VM_COVERAGE
VerilatedController::~VerilatedController() {
  const auto& counts = top().rootp->vlSymsp->__Vcoverage;
  if (const char* file = std::getenv("KINTSUGI_COVERAGE")) {
    add_coverage(file, std::data(counts), std::size(counts));
  }
}
#endif

}  // namespace

std::unique_ptr<ControllerModel> make_verilated_controller(uint32_t seed) {
  return std::make_unique<VerilatedController>(seed);
}

bool verilated_controller_has_waves() { return VM_TRACE != 0; }

bool write_coverage_points([[maybe_unused]] const std::string& file,
                           [[maybe_unused]] const std::string& dat) {
#if VM_COVERAGE
  VerilatedContext context;
  Vtuning_ctrl top(&context);
  auto& counts = top.rootp->vlSymsp->__Vcoverage;
  const std::vector<uint32_t> sums = read_coverage(file);
  if (sums.size() != std::size(counts)) {
    throw std::runtime_error(file + " holds the counts of another model");
  }
  std::copy(sums.begin(), sums.end(), std::begin(counts));
  context.coveragep()->write(dat.c_str());
#endif
  return VM_COVERAGE != 0;
}

}  // namespace kintsugi
