// What a tester has told a controller: the registers as the transfers on the csr port left them.
// Checkers of other people's controllers take from here what a controller has to do.
#pragma once

#include <cstdint>
#include <vector>

#include "models/registers/tuning_ctrl.h"
#include "models/tuning/program.h"
#include "models/tuning/self_tuning.h"

namespace kintsugi {

class Told {
 public:
  Told();

  // A write that was answered without error; other addresses than registers are passed over.
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

  // Whether a word of this memory was asked to be spoilt.
  bool spoils(int memory) const;

 private:
  uint32_t word(uint32_t address) const { return words_[address / 4]; }

  std::vector<uint32_t> words_;
  uint32_t spoilt_ = 0;  // a bit a memory
};

}  // namespace kintsugi
