#include "testbench/mutation/mutant_controller.h"

#include <type_traits>

#include "Vtuning_ctrl.h"
#include "Vtuning_ctrl___024root.h"
#include "Vtuning_ctrl__assertions.h"
#include "systemc/rtl_host/verilated_model.h"

namespace kintsugi::mutation {
namespace {

constexpr uint32_t kZeroPowerUp = 0;

class MutantController : public VerilatedModel<Vtuning_ctrl> {
 public:
  explicit MutantController(uint32_t number) : VerilatedModel(kZeroPowerUp) {
    top().mutant = static_cast<std::decay_t<decltype(top().mutant)>>(number);
  }
  const uint32_t* obs() const override { return top().obs_o.data(); }
  uint64_t memory_word(regs::Memory memory, int word) const override;
  Assertions assertions() const override {
    return {assertions_on() ? kCompiledAssertions : 0, kListedAssertions};
  }
};

// A flattened name: the dots of the hierarchy are part of it.
#define KINTSUGI_WORD(path) root.tuning_ctrl__DOT__u_memories__02e##path##__02emem[i]

uint64_t MutantController::memory_word(regs::Memory memory, int word) const {
  const Vtuning_ctrl___024root& root = *top().rootp;
  const auto i = static_cast<size_t>(word);
  switch (memory) {
    case regs::Memory::Stim:
      return KINTSUGI_WORD(u_stim__02eu_ram);
    case regs::Memory::Stat:
      return KINTSUGI_WORD(u_stat__02eu_ram);
    case regs::Memory::Proj:
      return KINTSUGI_WORD(u_proj__02eu_ram);
    case regs::Memory::Codebook:
      return KINTSUGI_WORD(u_codebook__02eu_ram);
    case regs::Memory::Delta:
      return KINTSUGI_WORD(u_delta__02eu_ram);
    case regs::Memory::Store:
      return KINTSUGI_WORD(u_store__02eu_ram);
    case regs::Memory::Log:
      return KINTSUGI_WORD(u_log);
  }
  return 0;
}

#undef KINTSUGI_WORD

}  // namespace

std::unique_ptr<ControllerModel> make_mutant(uint32_t number) {
  return std::make_unique<MutantController>(number);
}

}  // namespace kintsugi::mutation
