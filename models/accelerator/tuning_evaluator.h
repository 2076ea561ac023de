// Many tunings of one die on the same images: what a search for the best tuning asks for.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/die.h"
#include "models/accelerator/layer_evaluator.h"

namespace kintsugi {

// The accumulators of a layer do not depend on its own gain and offset. They and the codes are
// kept, so that a tuning costs only the layers that read, on whatever way, one in which it differs
// from the tuning before. Memory: for each image four bytes an accumulator and one a code of every
// layer. Same bits as classify() and run_image(). Holds scratch memory: one a thread.
class TuningEvaluator {
 public:
  // `images` is [count][input.size()] activation codes; it and `die` must outlive the evaluator.
  TuningEvaluator(const Die& die, const uint8_t* images, int count);

  // Values of the last layer, [count][classes], raw accumulators + bias. Valid until the next
  // call. Throws std::invalid_argument for a tuning that is too short.
  const std::vector<int32_t>& logits(const Tuning& tuning);

 private:
  struct StoredLayer {
    LayerEvaluator evaluator;
    std::vector<int32_t> accumulators;  // [count][kept()], pooled where the largest decides
    std::vector<uint8_t> codes;         // [count][out.size()]
    LayerTuning tuning;                 // that gave the codes
    bool moved;                         // by the last tuning
  };

  static int kept(const Layer& layer);  // accumulators an image
  const uint8_t* codes_of(int tensor, int image) const;
  void read(int layer);
  void requantise_stored(int layer);

  const Chip& chip_;
  const uint8_t* images_;
  int count_;
  bool fresh_ = true;  // nothing is read yet
  std::vector<StoredLayer> layers_;
  std::vector<uint8_t> conv_codes_;  // of one image, before pooling
  std::vector<int32_t> logits_;      // [count][classes]
};

}  // namespace kintsugi
