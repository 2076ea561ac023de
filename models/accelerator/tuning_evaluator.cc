#include "models/accelerator/tuning_evaluator.h"

#include <algorithm>
#include <stdexcept>

#include "models/digital/activation.h"

namespace kintsugi {

TuningEvaluator::TuningEvaluator(const Die& die, const uint8_t* images, int count)
    : chip_(die.chip()), images_(images), count_(count) {
  for (int l = 0; l < chip_.layer_count(); ++l) {
    const auto size = static_cast<size_t>(chip_.layers[static_cast<size_t>(l)].layer.out.size());
    const bool last = l == chip_.tuned_layers();
    layers_.push_back({LayerEvaluator(die, l), {}, {}});
    layers_.back().accumulators.resize(last ? 0 : size * static_cast<size_t>(count));
    if (last) logits_.resize(size * static_cast<size_t>(count));
  }
}

const std::vector<int32_t>& TuningEvaluator::logits(const Tuning& tuning) {
  const auto tuned = static_cast<size_t>(chip_.tuned_layers());
  if (tuning.size() < tuned) {
    throw std::invalid_argument("a tuning needs one entry for each layer but the last");
  }
  bool stale = fresh_;
  if (stale) read(0);
  fresh_ = false;
  for (size_t l = 0; l < tuned; ++l) {
    stale = stale || !(layers_[l].tuning == tuning[l]);
    layers_[l].tuning = tuning[l];
    if (stale) read(static_cast<int>(l) + 1);
  }
  return logits_;
}

// Reads a layer for all images, from what the layer before it has stored.
void TuningEvaluator::read(int layer) {
  StoredLayer& stored = layers_[static_cast<size_t>(layer)];
  const Layer& shape = chip_.layers[static_cast<size_t>(layer)].layer;
  const bool last = layer == chip_.tuned_layers();
  const int part = stored.evaluator.images_per_read();
  codes_.resize(static_cast<size_t>(part) * static_cast<size_t>(shape.in.size()));
  for (int first = 0; first < count_; first += part) {
    const int images = std::min(part, count_ - first);
    if (layer > 0) requantise_stored(layer - 1, first, images);
    const uint8_t* in =
        layer > 0 ? codes_.data() : images_ + static_cast<ptrdiff_t>(first) * shape.in.size();
    stored.evaluator.read(in, images, kJudgedImages + static_cast<uint32_t>(first));
    for (int i = 0; i < images; ++i) {
      const ptrdiff_t at = static_cast<ptrdiff_t>(first + i) * shape.out.size();
      if (last) {
        stored.evaluator.values(i, logits_.data() + at);
      } else {
        stored.evaluator.pooled_accumulators(i, stored.accumulators.data() + at);
      }
    }
  }
}

// Activation codes of a layer for `images` images from `first` on, into codes_.
void TuningEvaluator::requantise_stored(int layer, int first, int images) {
  const StoredLayer& stored = layers_[static_cast<size_t>(layer)];
  const LayerPlan& plan = chip_.layers[static_cast<size_t>(layer)];
  const DigitalConstants& digital = plan.digital;
  const int positions = plan.layer.out.height * plan.layer.out.width;
  const int32_t* accumulator =
      stored.accumulators.data() + static_cast<ptrdiff_t>(first) * plan.layer.out.size();
  uint8_t* out = codes_.data();
  for (int i = 0; i < images; ++i) {
    for (const int32_t bias : digital.bias) {
      for (int p = 0; p < positions; ++p) {
        const int32_t relu_in =
            gained_input(*accumulator++, stored.tuning.gain, bias, stored.tuning.offset);
        *out++ = requantise(relu_in, digital.multiplier, digital.shift, chip_.activation_bits());
      }
    }
  }
}

}  // namespace kintsugi
