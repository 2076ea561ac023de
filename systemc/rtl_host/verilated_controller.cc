// The Verilated tuning controller of rtl/ as a ControllerModel.
#include "Vtuning_ctrl.h"
#include "Vtuning_ctrl___024root.h"
#include "Vtuning_ctrl__assertions.h"
#include "systemc/rtl_host/coverage_counts.h"
#include "systemc/rtl_host/verilated_model.h"

#if VM_COVERAGE
#include <verilated_cov.h>

#include <cstdlib>
#include <stdexcept>

#include "Vtuning_ctrl__Syms.h"
#endif

namespace kintsugi {
namespace {

class VerilatedController : public VerilatedModel<Vtuning_ctrl> {
 public:
  // Under coverage all starts at 0: a random start would count as a toggle of every bit.
  explicit VerilatedController(uint32_t seed) : VerilatedModel(VM_COVERAGE ? 0 : seed) {}
#if VM_COVERAGE
  ~VerilatedController() override;
#endif
  const uint32_t* obs() const override { return top().obs_o.data(); }
  uint64_t memory_word(regs::Memory memory, int word) const override;
  Assertions assertions() const override {
    return {assertions_on() ? kCompiledAssertions : 0, kListedAssertions};
  }
};

#if VM_COVERAGE
VerilatedController::~VerilatedController() {
  const auto& counts = top().rootp->vlSymsp->__Vcoverage;
  if (const char* file = std::getenv("KINTSUGI_COVERAGE")) {
    add_coverage(file, std::data(counts), std::size(counts));
  }
}
#endif

uint64_t VerilatedController::memory_word(regs::Memory memory, int word) const {
  const Vtuning_ctrl___024root& root = *top().rootp;
  const auto i = static_cast<size_t>(word);
  switch (memory) {
    case regs::Memory::Stim:
      return root.tuning_ctrl__DOT__u_memories__DOT__u_stim__DOT__u_ram__DOT__mem[i];
    case regs::Memory::Stat:
      return root.tuning_ctrl__DOT__u_memories__DOT__u_stat__DOT__u_ram__DOT__mem[i];
    case regs::Memory::Proj:
      return root.tuning_ctrl__DOT__u_memories__DOT__u_proj__DOT__u_ram__DOT__mem[i];
    case regs::Memory::Codebook:
      return root.tuning_ctrl__DOT__u_memories__DOT__u_codebook__DOT__u_ram__DOT__mem[i];
    case regs::Memory::Delta:
      return root.tuning_ctrl__DOT__u_memories__DOT__u_delta__DOT__u_ram__DOT__mem[i];
    case regs::Memory::Store:
      return root.tuning_ctrl__DOT__u_memories__DOT__u_store__DOT__u_ram__DOT__mem[i];
    case regs::Memory::Log:
      return root.tuning_ctrl__DOT__u_memories__DOT__u_log__DOT__mem[i];
  }
  return 0;
}

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
