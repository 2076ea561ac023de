// Normal inference: what a chip does between tests.
#pragma once

#include <cstdint>
#include <functional>
#include <systemc>
#include <vector>

#include "systemc/accelerator/accelerator.h"

namespace kintsugi {

// Plays images through the datapath, one after the other and round and round, whenever it may and
// no other image is in work. It works at falling edges, so it never meets the pins at one moment.
// An image that a test drove out (see Accelerator) is played again when the datapath is free.
class InferenceSource : public sc_core::sc_module {
 public:
  // `may_begin` is asked before each image; empty: always. `accelerator` must outlive the module;
  // `images` are [input.size()] codes each, at least one.
  InferenceSource(sc_core::sc_module_name name, Accelerator& accelerator,
                  std::vector<std::vector<uint8_t>> images, const TimingConfig& timing,
                  std::function<bool()> may_begin = {});

  uint32_t completed() const { return completed_; }
  uint32_t dropped() const { return dropped_; }
  // Predictions of the completed images, ties to the lower class.
  const std::vector<int>& predictions() const { return predictions_; }

 private:
  void step();
  void finish();

  Accelerator& accelerator_;
  std::vector<std::vector<uint8_t>> images_;
  sc_core::sc_time period_;
  std::function<bool()> may_begin_;
  bool started_ = false;
  bool playing_ = false;
  uint32_t completed_ = 0;
  uint32_t dropped_ = 0;
  std::vector<int> predictions_;
};

}  // namespace kintsugi
