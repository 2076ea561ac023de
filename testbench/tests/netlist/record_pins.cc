// Records the pins of a small random program on the RTL, which reference and scoreboard agree with,
// for a simulator that knows only Verilog: one line a clock edge, its fields in hexadecimal, what
// was sampled at the edge first, then the outputs and obs_o after it, in the order of `write_edge`.
//   usage: record_pins SEED FILE
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <string>

#include "testbench/faults/scene.h"

namespace kintsugi {
namespace {

class PinRecorder : public ControllerModel {
 public:
  PinRecorder(ControllerModel& model, const std::string& file) : model_(model), file_(file) {}

  void step(const ControllerInputs& in, ControllerOutputs& out) override {
    model_.step(in, out);
    write_edge(in, out);
  }
  const uint32_t* obs() const override { return model_.obs(); }
  uint64_t memory_word(regs::Memory memory, int word) const override {
    return model_.memory_word(memory, word);
  }
  bool assertion_failed() const override { return model_.assertion_failed(); }
  std::string failed_assertion() const override { return model_.failed_assertion(); }

 private:
  void write_edge(const ControllerInputs& in, const ControllerOutputs& out) {
    for (const uint32_t field : std::initializer_list<uint32_t>{in.rst_n,
                                                                in.csr_psel,
                                                                in.csr_penable,
                                                                in.csr_pwrite,
                                                                in.csr_paddr,
                                                                in.csr_pwdata,
                                                                in.csr_pstrb,
                                                                in.stim_ready,
                                                                in.sig_valid,
                                                                in.sig_layer,
                                                                in.sig_channel,
                                                                in.sig_tag,
                                                                in.sig_value & 0xFFFFFF,
                                                                in.sig_last_channel,
                                                                in.sig_last_layer,
                                                                in.sig_last_image,
                                                                in.cfg_pready,
                                                                in.cfg_prdata,
                                                                in.cfg_pslverr,
                                                                out.csr_pready,
                                                                out.csr_prdata,
                                                                out.csr_pslverr,
                                                                out.stim_valid,
                                                                out.stim_data,
                                                                out.stim_tag,
                                                                out.stim_last,
                                                                out.sig_ready,
                                                                out.cfg_psel,
                                                                out.cfg_penable,
                                                                out.cfg_pwrite,
                                                                out.cfg_paddr,
                                                                out.cfg_pwdata,
                                                                out.cfg_pstrb,
                                                                out.irq,
                                                                out.flush}) {
      file_ << fmt::format("{:x} ", field);
    }
    for (int word = regs::kObsWords; word-- > 0;) file_ << fmt::format("{:08x}", obs()[word]);
    file_ << '\n';
  }

  ControllerModel& model_;
  std::ofstream file_;
};

int run(uint64_t seed, const std::string& file) {
  const auto rtl = make_verilated_controller(0);
  PinRecorder recorder(*rtl, file);
  ControllerReference reference;
  const tuning::TestProgram program = repairing_program(seed);
  const SyntheticOutcome o = run_synthetic(program, hindered_run(seed), recorder, reference);
  std::cout << o.result.edges << " edges recorded\n" << report(o.verdict, program);
  return o.verdict.passed() ? 0 : 1;
}

}  // namespace
}  // namespace kintsugi

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: record_pins SEED FILE\n";
    return 2;
  }
  return kintsugi::run(std::stoull(argv[1]), argv[2]);
}
