#include "testbench/tests/controller/driver.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace kintsugi::controller_test {

using namespace regs;

Driver::Driver(std::unique_ptr<SteppedController> controller) : controller_(std::move(controller)) {
  reset();
  wait_for_scrub();
}

void Driver::reset(int cycles, const ControllerInputs& held) {
  in_ = held;
  in_.rst_n = 0;
  beats_.clear();
  answer_.clear();
  pixels_.clear();
  played.clear();
  beat_shown_ = false;
  answer_countdown_ = 0;
  cfg.access_cycles = 0;
  for (int i = 0; i < cycles; ++i) out_ = controller_->step(in_);
  in_ = {};
  in_.rst_n = 1;
  spans.clear();
  note_state();
}

void Driver::wait_for_scrub() {
  while (controller_->scrubbing()) tick();
  spans.clear();
  note_state();
}

void Driver::tick(int cycles) {
  for (int i = 0; i < cycles; ++i) {
    drive_streams();
    drive_cfg();
    take_pixel();
    take_transfer();
    const ControllerOutputs before = out_;
    out_ = controller_->step(in_);
    check_outputs(before);
    note_state();
    if (on_cycle) on_cycle();
  }
}

bool Driver::run_until(State wanted, int most) {
  for (int i = 0; i < most; ++i) {
    if (state() == wanted) return true;
    tick();
  }
  return state() == wanted;
}

ApbResult Driver::read(uint32_t address) { return transfer(false, address, 0, 0); }

ApbResult Driver::write(uint32_t address, uint32_t data, int strobes) {
  return transfer(true, address, data, strobes);
}

ApbResult Driver::transfer(bool write, uint32_t address, uint32_t data, int strobes) {
  in_.csr_psel = 1;
  in_.csr_penable = 0;
  in_.csr_pwrite = write ? 1 : 0;
  in_.csr_paddr = address & 0xFFFFFU;
  in_.csr_pwdata = data;
  in_.csr_pstrb = static_cast<uint8_t>(strobes);
  tick();
  in_.csr_penable = 1;
  ApbResult result;
  result.access_cycles = 1;
  while (out_.csr_pready == 0 && result.access_cycles < 100) {
    tick();
    ++result.access_cycles;
  }
  EXPECT_EQ(out_.csr_pready, 1) << "the CSR port hangs at address " << address;
  result.data = out_.csr_prdata;
  result.error = out_.csr_pslverr != 0;
  tick();
  in_.csr_psel = in_.csr_penable = in_.csr_pwrite = in_.csr_pstrb = 0;
  in_.csr_paddr = 0;
  in_.csr_pwdata = 0;
  return result;
}

uint64_t Driver::obs(ObsId id) const { return obs_get(controller_->obs().data(), id); }

uint64_t Driver::memory_word(Memory memory, int word) const {
  return controller_->memory_word(memory, word);
}

bool Driver::chance(int percent) {
  random_ ^= random_ << 13;
  random_ ^= random_ >> 17;
  random_ ^= random_ << 5;
  return static_cast<int>(random_ % 100) < percent;
}

// Pins of the two streams for this cycle, from the registered outputs of this cycle.
void Driver::drive_streams() {
  if (out_.flush != 0) {
    ++flush_cycles;
    beats_.clear();
    answer_.clear();
    pixels_.clear();
    beat_shown_ = false;
  }
  if (!answer_.empty() && --answer_countdown_ <= 0) {
    beats_.insert(beats_.end(), answer_.begin(), answer_.end());
    answer_.clear();
  }
  in_.stim_ready = chance(manner.stim_ready_percent) ? 1 : 0;
  beat_shown_ = !beats_.empty() && (beat_shown_ || chance(manner.sig_valid_percent));
  const SignatureBeat beat = beat_shown_ ? beats_.front() : SignatureBeat{};
  in_.sig_valid = beat_shown_ ? 1 : 0;
  in_.sig_layer = static_cast<uint8_t>(beat.layer);
  in_.sig_channel = static_cast<uint16_t>(beat.channel);
  in_.sig_tag = beat.tag;
  in_.sig_value = static_cast<uint32_t>(beat.value) & 0xFFFFFFU;
  in_.sig_last_channel = beat.last_channel ? 1 : 0;
  in_.sig_last_layer = beat.last_layer ? 1 : 0;
  in_.sig_last_image = beat.last_image ? 1 : 0;
  if (beat_shown_ && out_.sig_ready != 0) {
    beats_.pop_front();
    beat_shown_ = false;
  }
}

void Driver::drive_cfg() {
  in_.cfg_pready = in_.cfg_pslverr = 0;
  in_.cfg_prdata = 0;
  if (out_.cfg_penable == 0) return;
  const auto among = [this](const std::vector<uint16_t>& addresses) {
    return std::count(addresses.begin(), addresses.end(), out_.cfg_paddr) != 0;
  };
  ++cfg.access_cycles;
  if (cfg.transfers == manner.hung_transfer || among(manner.hung_addresses)) return;
  if (cfg.access_cycles <= manner.cfg_wait_states) return;
  in_.cfg_pready = 1;
  const bool refused = cfg.transfers == manner.slverr_transfer || among(manner.slverr_addresses);
  in_.cfg_pslverr = refused ? 1 : 0;
  if (out_.cfg_pwrite == 0 && !refused) in_.cfg_prdata = cfg_read(out_.cfg_paddr);
}

uint32_t Driver::cfg_read(uint16_t address) {
  const auto word = [address](uint16_t base) { return (address - base) / 4U; };
  if (address == kMonSequence) return cfg.sequence;
  if (address == kMonWindow) return cfg.window;
  if (address >= kMonSum && word(kMonSum) < cfg.sums.size()) return cfg.sums[word(kMonSum)];
  if (address >= kTuneActive && word(kTuneActive) < cfg.active.size()) {
    return cfg.active[word(kTuneActive)];
  }
  const uint32_t kept =
      address < 4 * cfg.shadow.size() ? cfg.shadow[word(kTuneShadow)] : cfg.words[address];
  if (manner.wrong_reads <= 0) return kept;
  --manner.wrong_reads;
  return kept ^ 0x00010000;
}

void Driver::cfg_write(uint16_t address, uint32_t data) {
  if (address == kTuneCommit) {
    cfg.active = cfg.shadow;
    ++cfg.commits;
  } else if (address == kMonWindow) {
    cfg.window = static_cast<uint16_t>(data);
    cfg.sequence = 0;
    ++cfg.window_writes;
  } else if (address < 4 * cfg.shadow.size()) {
    cfg.shadow[address / 4U] = data;
  } else {
    cfg.words[address] = data;
  }
}

// The stimulus beat accepted at this edge.
void Driver::take_pixel() {
  if (out_.stim_valid == 0 || in_.stim_ready == 0) return;
  pixels_.push_back(out_.stim_data);
  if (out_.stim_last == 0) return;
  if (answer) {
    answer_ = answer(static_cast<int>(played.size()), out_.stim_tag);
    answer_countdown_ = manner.answer_delay;
  }
  played.push_back({out_.stim_tag, pixels_});
  pixels_.clear();
}

// The cfg transfer that ends at this edge.
void Driver::take_transfer() {
  if (out_.cfg_psel == 0) cfg.access_cycles = 0;
  if (in_.cfg_pready == 0) return;
  cfg.access_cycles = 0;
  ++cfg.transfers;
  if (out_.cfg_pwrite == 0 || in_.cfg_pslverr != 0) return;
  cfg.writes.emplace_back(out_.cfg_paddr, out_.cfg_pwdata);
  cfg_write(out_.cfg_paddr, out_.cfg_pwdata);
}

// Rules every cycle obeys, whatever the controller is told to do.
void Driver::check_outputs(const ControllerOutputs& before) const {
  const auto word = [](uint32_t a, uint32_t b) { return a | b; };
  if (out_.csr_pready == 0) {
    EXPECT_EQ(word(out_.csr_prdata, out_.csr_pslverr), 0U) << "CSR answer outside RESPOND";
  }
  if (out_.stim_valid == 0) {
    EXPECT_EQ(word(out_.stim_data, word(out_.stim_tag, out_.stim_last)), 0U);
  }
  const bool stalled = before.stim_valid != 0 && in_.stim_ready == 0;
  if (stalled && state() == State::Play) {
    EXPECT_EQ(out_.stim_valid, 1) << "a stalled pixel was withdrawn";
    EXPECT_EQ(out_.stim_data, before.stim_data) << "a stalled pixel changed";
  }
  EXPECT_TRUE(out_.stim_valid == 0 || state() == State::Play) << "a pixel outside PLAY";
  if (before.cfg_psel != 0 && before.cfg_penable == 0) {
    EXPECT_EQ(out_.cfg_penable, 1) << "SETUP without ACCESS on cfg";
  }
  if (in_.cfg_pready != 0) {
    EXPECT_EQ(out_.cfg_penable, 0) << "a cfg transfer did not end";
  }
  if (state() == State::Flush) {
    EXPECT_EQ(out_.cfg_psel, out_.cfg_penable) << "a cfg transfer began in FLUSH";
  }
  if (out_.cfg_psel == 0) {
    EXPECT_EQ(word(out_.cfg_penable, word(out_.cfg_paddr, out_.cfg_pwdata)), 0U);
    EXPECT_EQ(word(out_.cfg_pwrite, out_.cfg_pstrb), 0U);
  }
  if (out_.cfg_penable != 0) {
    EXPECT_EQ(before.cfg_psel, 1) << "ACCESS without SETUP on cfg";
    EXPECT_EQ(out_.cfg_paddr, before.cfg_paddr);
    EXPECT_EQ(out_.cfg_pwdata, before.cfg_pwdata);
    EXPECT_EQ(out_.cfg_pwrite, before.cfg_pwrite);
  }
}

void Driver::note_state() {
  if (spans.empty() || spans.back().state != state()) {
    spans.push_back({state(), static_cast<uint32_t>(obs(ObsId::cycle)), 0});
    if (state() == State::Check) played.clear();
  }
  ++spans.back().cycles;
}

std::vector<regs::State> states_of(const Driver& driver) {
  std::vector<regs::State> states;
  for (const StateSpan& span : driver.spans) states.push_back(span.state);
  return states;
}

std::vector<uint32_t> visits(const Driver& driver, regs::State state) {
  std::vector<uint32_t> cycles;
  for (const StateSpan& span : driver.spans) {
    if (span.state == state) cycles.push_back(span.cycles);
  }
  return cycles;
}

uint32_t cycles_in(const Driver& driver, regs::State state) {
  const std::vector<uint32_t> cycles = visits(driver, state);
  return std::accumulate(cycles.begin(), cycles.end(), 0U);
}

}  // namespace kintsugi::controller_test
