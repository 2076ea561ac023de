// What a tester has told a controller: the registers as the transfers on the csr port left them.
// Checkers of other people's controllers take from here what a controller has to do.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "models/registers/tuning_ctrl.h"
#include "models/tuning/program.h"
#include "models/tuning/self_tuning.h"

namespace kintsugi {

class Told {
 public:
  Told();

  // A write that was answered without error.
  void write(uint32_t address, uint32_t data, uint32_t strobes);

  uint32_t images() const;       // of a pass, at least 1
  uint32_t layers() const;       // at most regs::kMaxLayers
  uint32_t tuned() const;        // layers
  bool judges() const;           // repairs, so that the active setting is read first
  uint64_t cfg_timeout() const;  // cycles
  uint32_t retries() const;      // of a word that reads back as another
  tuning::SignatureShape shape(size_t layer) const;

  // Of an adaptation.
  bool adapts_by_itself() const;
  bool commits_download() const;
  bool loops() const;
  uint32_t words() const;  // to download
  uint32_t first_learned() const;
  uint32_t labelled_images() const;
  uint16_t download_address(uint32_t word) const;

  // Of the monitor.
  bool monitors() const;
  uint32_t window() const;  // images
  uint32_t ratio(uint32_t layer) const;
  tuning::SelfTuningLimits gain_limits() const;

  // A run is under way, whose engines write memories as well.
  void engines_work();
  // Whether this memory may hold a word that was asked to be spoilt and was not written since.
  bool spoils(int memory) const;

 private:
  uint32_t word(uint32_t address) const { return words_[address / 4]; }

  void write_memory(uint32_t address);

  std::vector<uint32_t> words_;
  std::optional<uint32_t> armed_;                   // memory whose next write is spoilt
  std::set<std::pair<uint32_t, uint32_t>> spoilt_;  // memory and address of words
  uint32_t spoilt_by_engines_ = 0;                  // a bit a memory, of words unknown
};

}  // namespace kintsugi
