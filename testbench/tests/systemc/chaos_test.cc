// Lock-step under a tester that has lost its mind: commands, register traffic, bad configurations
// and resets at any time, behind streams and a bus that stall at random. No result is expected,
// only that RTL and reference agree in every cycle and that no assertion fails.
#include <gtest/gtest.h>

#include <string>

#include "models/controller/reference.h"
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

constexpr uint64_t kChaosSeeds = 24;
constexpr uint64_t kEdges = 40000;
constexpr int kMostRefusals = 250;  // of a tester that loads: more than the scrub takes

// With odd seeds the last two layers have one value a channel, as the last-layer loop wants it.
bool loops(uint64_t seed) { return seed % 2 == 1; }

tuning::TestProgram mad_program(uint64_t seed) {
  tuning::TestProgram program = random_program(seed);
  if (!loops(seed)) return program;
  for (size_t l = program.signature.size() - 2; l < program.signature.size(); ++l) {
    program.signature[l].beats = 1;
  }
  return program;
}

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
    load_adaptation(program);
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
  // A download into the shadows of the layers, perhaps with a loop; perhaps the monitor.
  void load_adaptation(const tuning::TestProgram& program) {
    const auto words = static_cast<uint32_t>(program.layers());
    const auto images = static_cast<uint32_t>(program.images());
    for (uint32_t e = 0; e < words; ++e) {
      load_.push_back({regs::kDeltaWindow + 4 * e, draw(seed_, 51, e)});
    }
    const uint32_t modes = regs::kAdaptAuto.put(1) | regs::kAdaptLoopEn.put(loops(seed_) ? 1 : 0) |
                           regs::kAdaptCommitEn.put(1) | regs::kAdaptStep.put(255);
    load_.push_back({regs::kAdaptAddress, draw(seed_, 52, 0) & modes});
    load_.push_back({regs::kAdaptCountAddress, regs::kAdaptCountCount.put(words - 1)});
    load_.push_back({regs::kAdaptImagesAddress,
                     regs::kAdaptImagesCount.put(images) | regs::kAdaptImagesEpochs.put(2)});
    load_.push_back({regs::kMonPeriodAddress, draw(seed_, 52, 1) % 50});
    load_.push_back({regs::kMonitorAddress,
                     regs::kMonitorEn.put(draw(seed_, 52, 2) % 2) | regs::kMonitorWindow.put(1)});
  }

  uint32_t draws(uint32_t range) { return draw(seed_, 41, drawn_++) % range; }

  void do_something() {
    const uint32_t choice = draws(100);
    if (choice < 30) {
      command(regs::kCtrlStart.put(1));
    } else if (choice < 40) {
      command(regs::kCtrlAdapt.put(1));
    } else if (choice < 43) {
      command(regs::kCtrlAbort.put(1));
    } else if (choice < 55) {
      command(regs::kCtrlClear.put(1));
    } else if (choice < 60) {
      loaded_ = 0;
    } else if (choice < 64) {
      issue(tlm::TLM_WRITE_COMMAND, some_address(), draw(seed_, 42, drawn_));
    } else {
      issue(tlm::TLM_READ_COMMAND, some_address(), 0);
    }
  }

  void command(uint32_t bits) {
    issue(tlm::TLM_WRITE_COMMAND, regs::kCtrlAddress, bits | (draws(8) == 0 ? draws(16) : 0));
  }

  // Mostly registers, sometimes windows, holes and odd addresses.
  uint32_t some_address() {
    constexpr uint32_t kRegisterWords = (regs::kMonRatioAddress >> 2) + regs::kMonRatioCount;
    const uint32_t choice = draws(10);
    if (choice < 6) return 4 * draws(kRegisterWords);
    if (choice < 9) return regs::kStimWindow * (1 + draws(7)) + 4 * draws(300);
    return draw(seed_, 43, drawn_++) & 0xFFFFF;
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
      if (loaded_ == load_.size()) return;
      refused_ = payload.is_response_ok() ? 0 : refused_ + 1;
      if (refused_ == 0) ++loaded_;
      if (refused_ == kMostRefusals) loaded_ = load_.size();
    });
  }

  ApbMasterAdapter& csr_;
  uint64_t seed_;
  std::function<void()> finished_;
  std::vector<RegisterWrite> load_;
  size_t loaded_ = 0;
  int refused_ = 0;  // writes of a load, in a row
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
  const tuning::TestProgram program = mad_program(seed);
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

INSTANTIATE_TEST_SUITE_P(Seeds, Chaos, ::testing::Range(uint64_t{1}, kChaosSeeds + 1));

}  // namespace
}  // namespace kintsugi
