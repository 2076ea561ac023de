#include "testbench/mutation/mutant_controller.h"

#include <verilated.h>

#include <string>
#include <type_traits>

#include "Vtuning_ctrl.h"
#include "Vtuning_ctrl___024root.h"
#include "systemc/rtl_host/assertion_hook.h"

namespace kintsugi::mutation {
namespace {

class MutantController : public ControllerModel {
 public:
  explicit MutantController(uint32_t number);
  ~MutantController() override;

  void step(const ControllerInputs& in, ControllerOutputs& out) override;
  const uint32_t* obs() const override { return top_->obs_o.data(); }
  uint64_t memory_word(regs::Memory memory, int word) const override;
  bool assertion_failed() const override { return context_.gotError(); }
  std::string failed_assertion() const override { return first_failed_assertion(); }

 private:
  void drive(const ControllerInputs& in);
  void sample(ControllerOutputs& out) const;

  VerilatedContext context_;
  std::unique_ptr<Vtuning_ctrl> top_;
};

MutantController::MutantController(uint32_t number) {
  context_.fatalOnError(false);
  context_.randReset(0);
  top_ = std::make_unique<Vtuning_ctrl>(&context_);
  top_->mutant = static_cast<std::decay_t<decltype(top_->mutant)>>(number);
  top_->clk_i = 0;
  top_->rst_ni = 0;
}

MutantController::~MutantController() {
  Verilated::threadContextp(&context_);
  top_->final();
  top_.reset();
}

void MutantController::step(const ControllerInputs& in, ControllerOutputs& out) {
  drive(in);
  top_->clk_i = 0;
  top_->eval();
  top_->clk_i = 1;
  top_->eval();
  sample(out);
}

void MutantController::drive(const ControllerInputs& in) {
  Vtuning_ctrl& top = *top_;
  top.rst_ni = in.rst_n;
  top.csr_psel_i = in.csr_psel;
  top.csr_penable_i = in.csr_penable;
  top.csr_pwrite_i = in.csr_pwrite;
  top.csr_paddr_i = in.csr_paddr;
  top.csr_pwdata_i = in.csr_pwdata;
  top.csr_pstrb_i = in.csr_pstrb;
  top.stim_ready_i = in.stim_ready;
  top.sig_valid_i = in.sig_valid;
  top.sig_layer_i = in.sig_layer;
  top.sig_channel_i = in.sig_channel;
  top.sig_tag_i = in.sig_tag;
  top.sig_value_i = in.sig_value;
  top.sig_last_channel_i = in.sig_last_channel;
  top.sig_last_layer_i = in.sig_last_layer;
  top.sig_last_image_i = in.sig_last_image;
  top.cfg_pready_i = in.cfg_pready;
  top.cfg_prdata_i = in.cfg_prdata;
  top.cfg_pslverr_i = in.cfg_pslverr;
}

void MutantController::sample(ControllerOutputs& out) const {
  const Vtuning_ctrl& top = *top_;
  out.csr_pready = top.csr_pready_o;
  out.csr_prdata = top.csr_prdata_o;
  out.csr_pslverr = top.csr_pslverr_o;
  out.stim_valid = top.stim_valid_o;
  out.stim_data = top.stim_data_o;
  out.stim_tag = top.stim_tag_o;
  out.stim_last = top.stim_last_o;
  out.sig_ready = top.sig_ready_o;
  out.cfg_psel = top.cfg_psel_o;
  out.cfg_penable = top.cfg_penable_o;
  out.cfg_pwrite = top.cfg_pwrite_o;
  out.cfg_paddr = top.cfg_paddr_o;
  out.cfg_pwdata = top.cfg_pwdata_o;
  out.cfg_pstrb = top.cfg_pstrb_o;
  out.irq = top.irq_o;
  out.flush = top.flush_o;
}

// A flattened name: the dots of the hierarchy are part of it.
uint64_t MutantController::memory_word(regs::Memory memory, int word) const {
  const Vtuning_ctrl___024root& root = *top_->rootp;
  const auto i = static_cast<size_t>(word);
  switch (memory) {
    case regs::Memory::Stim:
      return root.tuning_ctrl__DOT__u_memories__02eu_stim__02eu_ram__02emem[i];
    case regs::Memory::Stat:
      return root.tuning_ctrl__DOT__u_memories__02eu_stat__02eu_ram__02emem[i];
    case regs::Memory::Proj:
      return root.tuning_ctrl__DOT__u_memories__02eu_proj__02eu_ram__02emem[i];
    case regs::Memory::Codebook:
      return root.tuning_ctrl__DOT__u_memories__02eu_codebook__02eu_ram__02emem[i];
    case regs::Memory::Log:
      return root.tuning_ctrl__DOT__u_memories__02eu_log__02emem[i];
  }
  return 0;
}

}  // namespace

std::unique_ptr<ControllerModel> make_mutant(uint32_t number) {
  return std::make_unique<MutantController>(number);
}

}  // namespace kintsugi::mutation
