#include "systemc/accelerator/tuning_registers.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "models/registers/tuning_ctrl.h"

namespace kintsugi {
namespace {

uint32_t to_word(LayerTuning tuning) {
  return regs::kAppliedGain.put(tuning.gain) |
         regs::kAppliedOffset.put(static_cast<uint16_t>(tuning.offset));
}

LayerTuning from_word(uint32_t word) {
  return {static_cast<uint16_t>(regs::kAppliedGain.get(word)),
          static_cast<int16_t>(static_cast<uint16_t>(regs::kAppliedOffset.get(word)))};
}

// The index of the word at `address` in an array of `count` words at `base`, or `count`.
size_t index_of(uint64_t address, uint64_t base, size_t count) {
  const uint64_t index = (address - base) / 4;
  return address >= base && index < count ? static_cast<size_t>(index) : count;
}

uint32_t to_word(SparsePosition at, int8_t delta) {
  return static_cast<uint32_t>(at.row) << 18 | static_cast<uint32_t>(at.column) << 8 |
         static_cast<uint8_t>(delta);
}

}  // namespace

RegisterLayout register_layout(const Chip& chip) {
  RegisterLayout layout;
  const GainGrain gains = chip.config.gains;
  if (gains == GainGrain::Tile) layout.tiles = static_cast<size_t>(tile_count(chip));
  if (gains == GainGrain::Channel) layout.channels = static_cast<size_t>(tuned_channels(chip));
  layout.sparse = sparse_positions(chip);
  return layout;
}

TuningRegisters::TuningRegisters(sc_core::sc_module_name name, const Tuning& initial,
                                 const TimingConfig& timing, RegisterLayout layout)
    : sc_module(name),
      socket("socket"),
      write_delay_(timing.cycles(timing.register_write_cycles)),
      sparse_(std::move(layout.sparse)),
      active_(initial),
      shadow_(initial),
      committed_setting_(initial),
      window_(initial.size() + 1) {
  socket.register_b_transport(this, &TuningRegisters::b_transport);
  socket.register_transport_dbg(this, &TuningRegisters::transport_dbg);
  for (Setting* setting : {&active_, &shadow_, &committed_setting_}) {
    setting->tiles.resize(layout.tiles);
    setting->channels.resize(layout.channels);
    setting->deltas.resize(sparse_.size());
  }
  banks_ = {{regs::kTuneShadow, &shadow_.layers, true},
            {regs::kTuneActive, &active_.layers, false},
            {kTileShadow, &shadow_.tiles, true},
            {kChannelShadow, &shadow_.channels, true}};
}

void TuningRegisters::image_ends(const std::vector<uint64_t>& sums) {
  if (!window_restarted_) window_.image_over(sums);
  image_ends();
}

void TuningRegisters::image_ends() {
  image_in_work_ = false;
  window_restarted_ = false;
  if (deltas_wait_) active_.deltas = shadow_.deltas;
  deltas_wait_ = false;
  if (!committed_) return;
  committed_ = false;
  active_.layers = committed_setting_.layers;
  active_.tiles = committed_setting_.tiles;
  active_.channels = committed_setting_.channels;
  window_.restart();
}

void TuningRegisters::commit() {
  ++commits_;
  committed_setting_ = shadow_;
  committed_ = true;
  if (!image_in_work_) image_ends();
}

void TuningRegisters::write_delta(size_t entry, int8_t delta) {
  shadow_.deltas[entry] = delta;
  deltas_wait_ = image_in_work_;
  if (!image_in_work_) active_.deltas[entry] = delta;
}

void TuningRegisters::reset() {
  std::fill(shadow_.deltas.begin(), shadow_.deltas.end(), int8_t{0});
  active_.deltas = shadow_.deltas;
  deltas_wait_ = false;
  window_.reset();
}

tlm::tlm_response_status TuningRegisters::read(uint64_t address, uint32_t& word) const {
  if (address % 4 != 0) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  for (const Bank& bank : banks_) {
    const size_t index = index_of(address, bank.base, bank.words->size());
    if (index == bank.words->size()) continue;
    word = to_word((*bank.words)[index]);
    return tlm::TLM_OK_RESPONSE;
  }
  const size_t sum = index_of(address, kMonSum, window_.sums().size());
  const size_t entry = index_of(address, kSparseEntry, sparse_.size());
  if (address == regs::kTuneCommit) {
    word = commits_;
  } else if (address == kMonSequence) {
    word = window_.sequence();
  } else if (address == kMonWindow) {
    word = window_.images();
  } else if (sum < window_.sums().size()) {
    word = window_.sums()[sum];
  } else if (entry < sparse_.size()) {
    word = to_word(sparse_[entry], shadow_.deltas[entry]);
  } else {
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  return tlm::TLM_OK_RESPONSE;
}

tlm::tlm_response_status TuningRegisters::write(uint64_t address, uint32_t word) {
  if (address % 4 != 0) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  for (const Bank& bank : banks_) {
    const size_t index = index_of(address, bank.base, bank.words->size());
    if (index == bank.words->size()) continue;
    if (!bank.writable) return tlm::TLM_COMMAND_ERROR_RESPONSE;
    (*bank.words)[index] = from_word(word);
    return tlm::TLM_OK_RESPONSE;
  }
  const bool sum = index_of(address, kMonSum, window_.sums().size()) < window_.sums().size();
  const size_t entry = index_of(address, kSparseEntry, sparse_.size());
  if (address == regs::kTuneCommit) {
    if ((word & 1U) != 0) commit();
  } else if (address == kMonWindow) {
    window_.set_images(static_cast<uint16_t>(word));
    window_restarted_ = image_in_work_;
  } else if (entry < sparse_.size()) {
    write_delta(entry, static_cast<int8_t>(static_cast<uint8_t>(word)));
  } else if (sum || address == kMonSequence) {
    return tlm::TLM_COMMAND_ERROR_RESPONSE;
  } else {
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  return tlm::TLM_OK_RESPONSE;
}

void TuningRegisters::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (payload.get_byte_enable_ptr() != nullptr) {
    payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    return;
  }
  if (payload.get_data_length() != 4 || payload.get_streaming_width() < 4) {
    payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return;
  }
  uint32_t word = 0;
  if (payload.is_write()) {
    std::memcpy(&word, payload.get_data_ptr(), 4);
    payload.set_response_status(write(payload.get_address(), word));
    delay += write_delay_;
  } else if (payload.is_read()) {
    payload.set_response_status(read(payload.get_address(), word));
    std::memcpy(payload.get_data_ptr(), &word, 4);
  } else {
    payload.set_response_status(tlm::TLM_COMMAND_ERROR_RESPONSE);
  }
}

unsigned TuningRegisters::transport_dbg(tlm::tlm_generic_payload& payload) {
  uint32_t word = 0;
  if (!payload.is_read() || payload.get_data_length() < 4) return 0;
  if (read(payload.get_address(), word) != tlm::TLM_OK_RESPONSE) return 0;
  std::memcpy(payload.get_data_ptr(), &word, 4);
  return 4;
}

}  // namespace kintsugi
