#include "testbench/checkers/memory_sweep.h"

#include "models/registers/windows.h"

namespace kintsugi {
namespace {

using regs::Memory;
using regs::ObsId;

}  // namespace

MemorySweep::MemorySweep(const ControllerSizes& sizes) {
  for (size_t m = 0; m < written_.size(); ++m) {
    written_[m].assign(static_cast<size_t>(sizes.words(static_cast<Memory>(m))), false);
  }
}

// Words behind the end of a memory take no write.
void MemorySweep::mark(Memory memory, uint64_t word) {
  std::vector<bool>& written = written_[static_cast<size_t>(memory)];
  if (word < written.size()) written[word] = true;
}

void MemorySweep::note_writes(const uint32_t* obs) {
  note_scrub(regs::obs_get<ObsId::scrubbing>(obs) != 0);
  if (regs::obs_get<ObsId::stat_we>(obs) != 0) {
    mark(Memory::Stat, regs::obs_get<ObsId::stat_waddr>(obs));
  }
  if (regs::obs_get<ObsId::delta_we>(obs) != 0) {
    mark(Memory::Delta, regs::obs_get<ObsId::delta_waddr>(obs));
  }
  if (regs::obs_get<ObsId::store_we>(obs) != 0) {
    mark(Memory::Store, regs::obs_get<ObsId::store_waddr>(obs));
  }
  if (regs::obs_get<ObsId::log_we>(obs) != 0) {
    mark(Memory::Log, regs::obs_get<ObsId::log_waddr>(obs));
  }
  if (regs::obs_get<ObsId::host_we>(obs) != 0) {
    note_host_write(static_cast<uint32_t>(regs::obs_get<ObsId::host_addr>(obs)));
  }
}

// Behind a scrub every word of every memory but the log is 0.
void MemorySweep::note_scrub(bool scrubbing) {
  if (scrubbing_ && !scrubbing) {
    for (size_t m = 0; m < written_.size(); ++m) {
      if (static_cast<Memory>(m) != Memory::Log) written_[m].assign(written_[m].size(), true);
    }
  }
  scrubbing_ = scrubbing;
}

// Only successful writes show in the monitor, so an address inside a window is a word of it.
void MemorySweep::note_host_write(uint32_t address) {
  for (const auto& [memory, window] : regs::kWritableWindows) {
    if (address >= window) mark(memory, (address - window) / 4);
  }
}

bool MemorySweep::find_difference(const ControllerModel& rtl, const ReferenceModel& reference,
                                  Difference* difference) {
  for (size_t m = 0; m < written_.size(); ++m) {
    const auto memory = static_cast<Memory>(m);
    for (size_t w = 0; w < written_[m].size(); ++w) {
      if (!written_[m][w]) continue;
      const int word = static_cast<int>(w);
      const uint64_t expected = reference.memory_word(memory, word);
      const uint64_t actual = rtl.memory_word(memory, word);
      ++words_compared_;
      if (expected != actual) {
        *difference = {memory, word, expected, actual};
        return true;
      }
    }
  }
  return false;
}

}  // namespace kintsugi
