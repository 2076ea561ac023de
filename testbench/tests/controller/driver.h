// Drives a tuning controller through its pins: an APB master on the CSR port and a small
// accelerator (stimulus sink, signature source, APB slave) on the other ports, clocked edge by
// edge.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "models/controller/pins.h"
#include "models/controller/sizes.h"
#include "models/registers/tuning_ctrl.h"

namespace kintsugi::controller_test {

// What is driven: the reference, the RTL, or both in lock-step.
class SteppedController {
 public:
  virtual ~SteppedController() = default;

  // Takes one clock edge with the pins sampled at it; returns the outputs after it.
  virtual ControllerOutputs step(const ControllerInputs& in) = 0;

  // Declared state after the last edge, packed as in regs::kObsFields.
  virtual const std::array<uint32_t, regs::kObsWords>& obs() const = 0;

  // Whether the scrub behind a reset goes on.
  virtual bool scrubbing() const {
    return regs::obs_get<regs::ObsId::scrubbing>(obs().data()) != 0;
  }

  // One word of a memory, for the sweep.
  virtual uint64_t memory_word(regs::Memory memory, int word) const = 0;
};

// Each test program links one definition: make_reference.cc, or one that makes a lock-stepped pair.
std::unique_ptr<SteppedController> make_controller(const ControllerSizes& sizes = {});

struct ApbResult {
  uint32_t data = 0;
  bool error = false;
  int access_cycles = 0;  // with penable, the last one with pready
};

struct SignatureBeat {
  int layer = 0;
  int channel = 0;
  uint8_t tag = 0;
  int32_t value = 0;
  bool last_channel = false;
  bool last_layer = false;
  bool last_image = false;
};

// A played image as the accelerator received it.
struct PlayedImage {
  uint8_t tag = 0;
  std::vector<uint8_t> pixels;
};

// How the accelerator behaves; a percentage says in how many cycles it is willing.
struct AcceleratorManner {
  int stim_ready_percent = 100;
  int sig_valid_percent = 100;
  int answer_delay = 3;                    // cycles from the last pixel to the first signature beat
  int cfg_wait_states = 0;                 // ACCESS cycles before the one with pready
  int slverr_transfer = -1;                // number of the cfg transfer that ends with PSLVERR
  int hung_transfer = -1;                  // number of the cfg transfer that never ends
  int wrong_reads = 0;                     // how many read-backs return a wrong value
  std::vector<uint16_t> slverr_addresses;  // whose transfers end with PSLVERR
  std::vector<uint16_t> hung_addresses;    // whose transfers never end
};

// The registers behind the cfg port.
struct CfgSlave {
  std::array<uint32_t, regs::kMaxLayers> shadow{};
  std::array<uint32_t, regs::kMaxLayers> active{};
  int commits = 0;
  // Of the activation monitor; a test completes windows by counting `sequence` up.
  uint16_t sequence = 0;
  uint16_t window = 0;
  int window_writes = 0;
  std::array<uint32_t, regs::kMaxLayers + 1> sums{};  // of the input and the tuned layers
  std::map<uint16_t, uint32_t> words;                 // any other address, as last written

  int transfers = 0;                                  // ended
  int access_cycles = 0;                              // of the transfer under way
  std::vector<std::pair<uint16_t, uint32_t>> writes;  // address and data of those that ended well
};

// `cycles` consecutive cycles with this state.
struct StateSpan {
  regs::State state = regs::State::Idle;
  uint32_t first_cycle = 0;  // value of `cycle` in the first of them
  uint32_t cycles = 0;
};

class Driver {
 public:
  explicit Driver(std::unique_ptr<SteppedController> controller = make_controller());

  // Reset for `cycles` edges, with the other pins as in `held`; the accelerator starts anew as
  // well, its registers keep. The scrub follows.
  void reset(int cycles = 2, const ControllerInputs& held = {});

  // Lets the scrub end, which the constructor has done; spans begin behind it.
  void wait_for_scrub();

  // Lets `cycles` edges pass.
  void tick(int cycles = 1);

  // Ticks until the state is `state`; false if that takes more than `most` cycles.
  bool run_until(regs::State state, int most = 200000);

  // One APB transfer; the address phase begins in the present cycle.
  ApbResult read(uint32_t address);
  ApbResult write(uint32_t address, uint32_t data, int strobes = 0xF);

  // Sends a beat as soon as the stream is free.
  void send(const SignatureBeat& beat) { beats_.push_back(beat); }
  bool beats_sent() const { return beats_.empty(); }

  uint64_t obs(regs::ObsId id) const;
  regs::State state() const { return static_cast<regs::State>(obs(regs::ObsId::state)); }
  uint64_t memory_word(regs::Memory memory, int word) const;
  const ControllerOutputs& outputs() const { return out_; }
  const ControllerInputs& inputs() const { return in_; }  // of the last edge

  // Answers a played image, numbered from 0 since START; an empty answer is none.
  std::function<std::vector<SignatureBeat>(int number, uint8_t tag)> answer;
  // Called after every edge.
  std::function<void()> on_cycle;

  AcceleratorManner manner;
  CfgSlave cfg;
  std::vector<PlayedImage> played;  // since START
  std::vector<StateSpan> spans;
  int flush_cycles = 0;  // cycles with flush_o since construction

 private:
  ApbResult transfer(bool write, uint32_t address, uint32_t data, int strobes);
  bool chance(int percent);
  void drive_streams();
  void drive_cfg();
  uint32_t cfg_read(uint16_t address);
  void cfg_write(uint16_t address, uint32_t data);
  void take_pixel();
  void take_transfer();
  void check_outputs(const ControllerOutputs& before) const;
  void note_state();

  std::unique_ptr<SteppedController> controller_;
  ControllerInputs in_;
  ControllerOutputs out_;
  std::deque<SignatureBeat> beats_;
  bool beat_shown_ = false;
  int answer_countdown_ = 0;
  std::vector<SignatureBeat> answer_;
  std::vector<uint8_t> pixels_;
  uint32_t random_ = 0x12345678;
};

// The states it was in, in their order; the cycles of each visit to one; their sum.
std::vector<regs::State> states_of(const Driver& driver);
std::vector<uint32_t> visits(const Driver& driver, regs::State state);
uint32_t cycles_in(const Driver& driver, regs::State state);

}  // namespace kintsugi::controller_test
