// The Verilated tuning controller as a ControllerModel. The only file that sees Verilator; it must
// stay free of SystemC, whose headers and Verilator's do not go together in --cc mode.
#include <verilated.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include "Vtuning_ctrl.h"
#include "Vtuning_ctrl___024root.h"
#include "Vtuning_ctrl__assertions.h"
#include "systemc/rtl_host/assertion_hook.h"
#include "systemc/rtl_host/controller_model.h"
#include "systemc/rtl_host/coverage_counts.h"
#include "systemc/trace/wave_writer.h"

#if VM_TRACE
#include <verilated_fst_c.h>
#endif
#if VM_COVERAGE
#include <verilated_cov.h>

#include <cstdlib>

#include "Vtuning_ctrl__Syms.h"
#endif

namespace kintsugi {
namespace {

class VerilatedController : public ControllerModel {
 public:
  explicit VerilatedController(uint32_t seed);
  ~VerilatedController() override;

  void step(const ControllerInputs& in, ControllerOutputs& out) override;
  const uint32_t* obs() const override { return top_->obs_o.data(); }
  uint64_t memory_word(regs::Memory memory, int word) const override;
  Assertions assertions() const override {
    return {context_.assertOn() ? kCompiledAssertions : 0, kListedAssertions};
  }
  bool assertion_failed() const override { return context_.gotError(); }
  std::string failed_assertion() const override { return first_failed_assertion(); }
  bool open_wave(const WaveRequest& request) override;
  void sample_wave() override;
  void close_wave() override;

 private:
  void drive(const ControllerInputs& in);
  void sample(ControllerOutputs& out) const;

  VerilatedContext context_;
  std::unique_ptr<Vtuning_ctrl> top_;
  std::unique_ptr<WaveWriter> wave_;
  uint64_t edges_ = 0;  // taken so far
};

VerilatedController::VerilatedController(uint32_t seed) {
  context_.fatalOnError(false);
  // Under coverage all starts at 0: a random start would count as a toggle of every bit.
  context_.randReset(seed == 0 || VM_COVERAGE ? 0 : 2);
  context_.randSeed(static_cast<int>(seed));
#if VM_TRACE
  context_.traceEverOn(true);
#endif
  top_ = std::make_unique<Vtuning_ctrl>(&context_);
  top_->clk_i = 0;
  top_->rst_ni = 0;
}

VerilatedController::~VerilatedController() {
  close_wave();
#if VM_COVERAGE
  const auto& counts = top_->rootp->vlSymsp->__Vcoverage;
  if (const char* file = std::getenv("KINTSUGI_COVERAGE")) {
    add_coverage(file, std::data(counts), std::size(counts));
  }
#endif
  // The model unregisters its scopes from the thread's context, which is that of the model made
  // last.
  Verilated::threadContextp(&context_);
  top_->final();
  top_.reset();
}

// Inputs change with the falling edge, so that combinational logic and the values that assertions
// sample have settled when the rising edge comes.
void VerilatedController::step(const ControllerInputs& in, ControllerOutputs& out) {
  drive(in);
  top_->clk_i = 0;
  top_->eval();
  if (wave_ && edges_ > 0) wave_->dump(edges_ - 1);
  top_->clk_i = 1;
  top_->eval();
  ++edges_;
  sample(out);
}

void VerilatedController::drive(const ControllerInputs& in) {
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

void VerilatedController::sample(ControllerOutputs& out) const {
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

uint64_t VerilatedController::memory_word(regs::Memory memory, int word) const {
  const Vtuning_ctrl___024root& root = *top_->rootp;
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
    case regs::Memory::Log:
      return root.tuning_ctrl__DOT__u_memories__DOT__u_log__DOT__mem[i];
  }
  return 0;
}

bool VerilatedController::open_wave([[maybe_unused]] const WaveRequest& request) {
#if VM_TRACE
  constexpr int kLevels = 99;  // the whole hierarchy
  wave_ = make_wave_writer(request, [&](VerilatedFstC* file) { top_->trace(file, kLevels); });
  if (!wave_->is_open()) wave_.reset();
#endif
  return wave_ != nullptr;
}

void VerilatedController::sample_wave() {
  if (wave_) wave_->sample();
}

// The last cycle has no closing edge: its inputs are those of the edge that began it.
void VerilatedController::close_wave() {
  if (!wave_) return;
  top_->clk_i = 0;
  top_->eval();
  wave_->close(edges_ - std::min<uint64_t>(edges_, 1));
  wave_.reset();
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
