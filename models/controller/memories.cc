// Scrub, injected faults and the writes of memories (docs/controller.md, section 4).
#include "models/controller/reference_impl.h"

namespace kintsugi {

using namespace regs;

namespace {

constexpr uint32_t kArmed = 8;  // of `inject`, above the number of the memory

}  // namespace

// One word of every memory but LOG; `cycle` counts from 0 with the cycles of operation.
void ControllerReference::Impl::scrub_cycle() {
  const uint32_t word = get<ObsId::cycle>();
  bool last = true;
  for (ParityMemory<uint32_t>* memory : {&stim_, &stat_, &proj_, &codebook_, &delta_, &store_}) {
    if (word < memory->size()) memory->write(word, 0);
    last = last && word + 1 >= memory->size();
  }
  if (last) set<ObsId::scrubbing>(0);
}

// True for the one write to the armed memory that stores bit 0 inverted.
bool ControllerReference::Impl::take_injection(Memory memory) {
  if (get<ObsId::inject>() != (kArmed | static_cast<uint32_t>(memory))) return false;
  set<ObsId::inject>(0);
  return true;
}

void ControllerReference::Impl::write_stat_word(uint32_t slot, uint32_t value) {
  stat_.write(slot, value, take_injection(Memory::Stat));
  set<ObsId::stat_we>(1);
  set<ObsId::stat_waddr>(slot);
  set<ObsId::stat_wdata>(value);
  monitors_shown_ = true;
}

void ControllerReference::Impl::write_delta(uint32_t word, uint32_t value) {
  delta_.write(word, value, take_injection(Memory::Delta));
  set<ObsId::delta_we>(1);
  set<ObsId::delta_waddr>(word);
  set<ObsId::delta_wdata>(value);
  monitors_shown_ = true;
}

void ControllerReference::Impl::write_store(uint32_t word, uint32_t value) {
  store_.write(word, value, take_injection(Memory::Store));
  set<ObsId::store_we>(1);
  set<ObsId::store_waddr>(word);
  set<ObsId::store_wdata>(value);
  monitors_shown_ = true;
}

// Reads word `word` of the window over a memory and notes its parity.
uint32_t ControllerReference::Impl::host_read(Memory memory, uint32_t word) {
  const auto read = [this, word](const ParityMemory<uint32_t>& from) {
    csr_read_is_bad_ = from.bad(word);
    return from[word];
  };
  switch (memory) {
    case Memory::Stim:
      show_read<ObsId::stim_re, ObsId::stim_raddr>(word);
      return read(stim_);
    case Memory::Stat:
      show_read<ObsId::stat_re, ObsId::stat_raddr>(word);
      return read(stat_);
    case Memory::Proj:
      show_read<ObsId::proj_re, ObsId::proj_raddr>(word);
      return read(proj_);
    case Memory::Codebook:
      show_read<ObsId::cb_re, ObsId::cb_raddr>(word);
      return read(codebook_);
    case Memory::Delta:
      show_read<ObsId::delta_re, ObsId::delta_raddr>(word);
      return read(delta_);
    case Memory::Store:
      show_read<ObsId::store_re, ObsId::store_raddr>(word);
      return read(store_);
    case Memory::Log:
      break;
  }
  csr_read_is_bad_ = log_.bad(word / 2);
  return static_cast<uint32_t>(log_[word / 2] >> (word % 2 * 32));
}

void ControllerReference::Impl::host_write(Memory memory, uint32_t word, uint32_t value) {
  const auto write = [=](ParityMemory<uint32_t>& to) {
    to.write(word, value, take_injection(memory));
  };
  switch (memory) {
    case Memory::Stim:
      return write(stim_);
    case Memory::Proj:
      return write(proj_);
    case Memory::Codebook:
      return write(codebook_);
    case Memory::Delta:
      return write(delta_);
    case Memory::Store:
      return write(store_);
    case Memory::Stat:
    case Memory::Log:
      return;  // their windows cannot be written
  }
}

}  // namespace kintsugi
