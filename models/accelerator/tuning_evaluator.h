// Many tunings of one die on the same images: what a search for the best tuning asks for.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/die.h"
#include "models/accelerator/layer_evaluator.h"

namespace kintsugi {

// The accumulators of a layer do not depend on its own gain and offset. They are kept, so that a
// tuning costs only the layers behind the first one in which it differs from the tuning before.
// Same bits as classify() and run_image(). Holds scratch memory: one a thread.
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
    std::vector<int32_t> accumulators;  // pooled, [count][out.size()]
    LayerTuning tuning;                 // behind which the next layer was read
  };

  void read(int layer);
  void requantise_stored(int layer, int first, int images);

  const Chip& chip_;
  const uint8_t* images_;
  int count_;
  bool fresh_ = true;  // nothing is read yet
  std::vector<StoredLayer> layers_;
  std::vector<uint8_t> codes_;   // inputs of one read
  std::vector<int32_t> logits_;  // [count][classes]
};

}  // namespace kintsugi
