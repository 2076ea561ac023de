// The Verilated tuning controller of rtl/ as a ControllerModel, whatever its sizes. To be included
// behind the headers of its class and of that class's root.
#pragma once

#include "systemc/rtl_host/verilated_model.h"

namespace kintsugi {

// `Top` is the class Verilated from the module tuning_ctrl.
template <typename Top>
class TuningCtrlModel : public VerilatedModel<Top> {
 public:
  // `assertions`: those that are compiled in and those that are listed.
  TuningCtrlModel(uint32_t seed, ControllerModel::Assertions assertions)
      : VerilatedModel<Top>(seed), assertions_(assertions) {}

  const uint32_t* obs() const override { return this->top().obs_o.data(); }

  ControllerModel::Assertions assertions() const override {
    return {this->assertions_on() ? assertions_.live : 0, assertions_.listed};
  }

  uint64_t memory_word(regs::Memory memory, int word) const override {
    const auto& root = *this->top().rootp;
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

 private:
  ControllerModel::Assertions assertions_;
};

}  // namespace kintsugi
