#include "systemc/accelerator/tuning_registers.h"

#include <cstring>

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

// The layer whose word lies at `address` of the bank at `base`, or null.
template <typename TuningOf>
auto* at(TuningOf& bank, uint64_t base, uint64_t address) {
  const uint64_t layer = (address - base) / 4;
  const bool here = address >= base && layer < bank.size();
  return here ? &bank[static_cast<size_t>(layer)] : nullptr;
}

}  // namespace

TuningRegisters::TuningRegisters(sc_core::sc_module_name name, const Tuning& initial,
                                 const TimingConfig& timing)
    : sc_module(name),
      socket("socket"),
      write_delay_(timing.cycles(timing.register_write_cycles)),
      shadow_(initial),
      active_(initial) {
  socket.register_b_transport(this, &TuningRegisters::b_transport);
  socket.register_transport_dbg(this, &TuningRegisters::transport_dbg);
}

void TuningRegisters::image_ends() {
  image_in_work_ = false;
  if (!committed_) return;
  active_ = committed_tuning_;
  committed_ = false;
}

void TuningRegisters::commit() {
  ++commits_;
  committed_tuning_ = shadow_;
  committed_ = true;
  if (!image_in_work_) image_ends();
}

tlm::tlm_response_status TuningRegisters::read(uint64_t address, uint32_t& word) const {
  if (address % 4 != 0) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  if (address == regs::kTuneCommit) {
    word = commits_;
  } else if (const LayerTuning* shadow = at(shadow_, regs::kTuneShadow, address)) {
    word = to_word(*shadow);
  } else if (const LayerTuning* active = at(active_, regs::kTuneActive, address)) {
    word = to_word(*active);
  } else {
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  return tlm::TLM_OK_RESPONSE;
}

tlm::tlm_response_status TuningRegisters::write(uint64_t address, uint32_t word) {
  if (address % 4 != 0) return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  if (address == regs::kTuneCommit) {
    if ((word & 1U) != 0) commit();
  } else if (LayerTuning* shadow = at(shadow_, regs::kTuneShadow, address)) {
    *shadow = from_word(word);
  } else if (at(active_, regs::kTuneActive, address) != nullptr) {
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
