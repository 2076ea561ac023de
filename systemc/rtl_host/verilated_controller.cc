// The Verilated tuning controller of rtl/ as a ControllerModel.
#include "Vtuning_ctrl.h"
#include "Vtuning_ctrl___024root.h"
#include "systemc/rtl_host/verilated_model.h"

namespace kintsugi {
namespace {

class VerilatedController : public VerilatedModel<Vtuning_ctrl> {
 public:
  using VerilatedModel::VerilatedModel;
  const uint32_t* obs() const override { return top().obs_o.data(); }
  uint64_t memory_word(regs::Memory memory, int word) const override;
};

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

}  // namespace kintsugi
