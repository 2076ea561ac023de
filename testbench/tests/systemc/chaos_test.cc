// Lock-step under a tester that has lost its mind: commands, register traffic, bad configurations
// and resets at any time, behind streams and a bus that stall at random. No result is expected,
// only that RTL and reference agree in every cycle and that no assertion fails.
#include <gtest/gtest.h>

#include <string>

#include "models/registers/tuning_ctrl.h"
#include "systemc/bus/apb_master_adapter.h"
#include "systemc/bus/apb_slave_adapter.h"
#include "systemc/bus/signature_source.h"
#include "systemc/bus/stimulus_sink.h"
#include "systemc/platform/configuration.h"
#include "systemc/rtl_host/rtl_host.h"
#include "testbench/checkers/lock_step.h"
#include "testbench/tests/systemc/in_child.h"
#include "testbench/tests/systemc/synthetic.h"

namespace kintsugi {
namespace {

constexpr uint64_t kSeeds = 24;
constexpr uint64_t kEdges = 40000;

// Loads a right program first and then does anything.
class MadTester : public PinAdapter {
 public:
  MadTester(ApbMasterAdapter& csr, const tuning::TestProgram& program, uint64_t seed,
            std::function<void()> finished)
      : csr_(csr), seed_(seed), finished_(std::move(finished)) {
    PlatformOptions options;
    options.image_timeout = 200 + draw(seed, 40, 0) % 2000;
    options.cfg_timeout = 1 + draw(seed, 40, 1) % 40;
    load_ = configuration_memories(program);
    for (const RegisterWrite& w : configuration_registers(program, options)) load_.push_back(w);
    payload_.set_data_ptr(reinterpret_cast<unsigned char*>(&data_));
    payload_.set_data_length(4);
    payload_.set_streaming_width(4);
    payload_.set_byte_enable_length(4);
  }

  void edge(const ControllerOutputs&, ControllerInputs& in) override {
    if (++edges_ == kEdges) finished_();
    if (reset_edges_ == 0 && draws(9000) == 0) {
      reset_edges_ = 1 + draws(3);
      loaded_ = 0;
    }
    in.rst_n = reset_edges_ == 0 ? 1 : 0;
    if (reset_edges_ > 0) --reset_edges_;
    if (waiting_ || in.rst_n == 0) return;
    if (loaded_ < load_.size()) {
      issue(tlm::TLM_WRITE_COMMAND, load_[loaded_].address, load_[loaded_].data);
    } else if (calm_edges_ > 0) {
      --calm_edges_;
    } else {
      do_something();
      calm_edges_ = draws(draws(2) == 0 ? 40 : 700);
    }
  }

 private:
  uint32_t draws(uint32_t range) { return draw(seed_, 41, drawn_++) % range; }

  void do_something() {
    const uint32_t choice = draws(100);
    if (choice < 40) {
      command(1);
    } else if (choice < 43) {
      command(2);
    } else if (choice < 55) {
      command(4);
    } else if (choice < 60) {
      loaded_ = 0;
    } else if (choice < 64) {
      issue(tlm::TLM_WRITE_COMMAND, some_address(), draw(seed_, 42, drawn_));
    } else {
      issue(tlm::TLM_READ_COMMAND, some_address(), 0);
    }
  }

  void command(uint32_t bits) {
    issue(tlm::TLM_WRITE_COMMAND, regs::kCtrlAddress, bits | (draws(8) == 0 ? draws(8) : 0));
  }

  // Mostly registers, sometimes windows, holes and odd addresses.
  uint32_t some_address() {
    const uint32_t choice = draws(10);
    if (choice < 6) return 4 * draws(0x70);
    if (choice < 9) return 0x10000 * (1 + draws(7)) + 4 * draws(300);
    return static_cast<uint32_t>(draw(seed_, 43, drawn_++)) & 0xFFFFF;
  }

  void issue(tlm::tlm_command command, uint32_t address, uint32_t data) {
    data_ = data;
    for (unsigned char& enable : enables_) {
      enable = loaded_ == load_.size() && draws(12) == 0 ? TLM_BYTE_DISABLED : TLM_BYTE_ENABLED;
    }
    payload_.set_command(command);
    payload_.set_address(address);
    payload_.set_byte_enable_ptr(command == tlm::TLM_WRITE_COMMAND ? enables_ : nullptr);
    waiting_ = true;
    csr_.issue(payload_, [this](tlm::tlm_generic_payload& payload) {
      waiting_ = false;
      if (loaded_ < load_.size() && payload.is_response_ok()) ++loaded_;
      if (loaded_ < load_.size() && payload.is_response_error()) loaded_ = load_.size();
    });
  }

  ApbMasterAdapter& csr_;
  uint64_t seed_;
  std::function<void()> finished_;
  std::vector<RegisterWrite> load_;
  size_t loaded_ = 0;
  uint64_t edges_ = 0;
  uint64_t drawn_ = 0;
  uint32_t reset_edges_ = 3;
  uint32_t calm_edges_ = 0;
  bool waiting_ = false;
  tlm::tlm_generic_payload payload_;
  uint32_t data_ = 0;
  unsigned char enables_[4] = {};
};

std::string run_mad(uint64_t seed) {
  const TimingConfig timing;
  const tuning::TestProgram program = random_program(seed);
  // Memories that start at 0 on both sides: the tester reads words it never wrote.
  const auto rtl = make_verilated_controller(0);
  ControllerReference reference;
  LockStep lock_step(*rtl, reference, timing.period_ps());
  SyntheticAccelerator accelerator("accelerator", program, seed, timing);
  accelerator.silent = random_stall(seed, 49, 3);
  accelerator.misframed = random_stall(seed, 50, 3);

  RtlHost* host = nullptr;
  ApbMasterAdapter csr(64, random_stall(seed, 45, 30));
  MadTester tester(csr, program, seed, [&] { host->stop(); });
  StimulusSink stimulus(accelerator, random_stall(seed, 46, draw(seed, 44, 2) % 50));
  SignatureSource signature(accelerator, 4, random_stall(seed, 47, draw(seed, 44, 3) % 50));
  ApbSlaveAdapter cfg("cfg", timing.period(), random_stall(seed, 48, draw(seed, 44, 4) % 95));
  BusFaultInjector fault("fault", {BusFault::Kind::FlippedRead, regs::kTuneShadow, 9});
  cfg.socket.bind(fault.target);
  fault.initiator.bind(accelerator.registers().socket);
  RtlHost the_host("host", timing.period(), *rtl, reference,
                   {&tester, &csr, &stimulus, &signature, &cfg}, lock_step);
  host = &the_host;
  sc_core::sc_start();

  if (!lock_step.finish()) return summary(lock_step.divergence());
  return lock_step.cycles_compared() == kEdges ? "" : "stopped early";
}

class Chaos : public ::testing::TestWithParam<uint64_t> {};

TEST_P(Chaos, RtlAndReferenceAgreeWhateverTheTesterDoes) {
  const uint64_t seed = GetParam();
  EXPECT_EQ(in_child([=] { return run_mad(seed); }), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, Chaos, ::testing::Range(uint64_t{1}, kSeeds + 1));

}  // namespace
}  // namespace kintsugi
