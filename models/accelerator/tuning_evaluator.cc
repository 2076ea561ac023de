#include "models/accelerator/tuning_evaluator.h"

#include <algorithm>
#include <stdexcept>

#include "models/digital/activation.h"

namespace kintsugi {

TuningEvaluator::TuningEvaluator(const Die& die, const uint8_t* images, int count)
    : chip_(die.chip()), images_(images), count_(count) {
  for (int l = 0; l < chip_.layer_count(); ++l) {
    const Layer& layer = chip_.layers[static_cast<size_t>(l)].layer;
    layers_.push_back({LayerEvaluator(die, l), {}, {}, {}, false});
    StoredLayer& stored = layers_.back();
    if (chip_.is_last(l)) {
      logits_.resize(static_cast<size_t>(layer.out.size()) * static_cast<size_t>(count));
      continue;
    }
    stored.accumulators.resize(static_cast<size_t>(kept(layer)) * static_cast<size_t>(count));
    stored.codes.resize(static_cast<size_t>(layer.out.size()) * static_cast<size_t>(count));
  }
}

const std::vector<int32_t>& TuningEvaluator::logits(const Tuning& tuning) {
  if (tuning.size() < static_cast<size_t>(chip_.tuned_layers())) {
    throw std::invalid_argument("a tuning needs one entry for each tuned layer");
  }
  const auto moved = [&](int tensor) {
    return tensor == kInputTensor ? fresh_ : layers_[static_cast<size_t>(tensor)].moved;
  };
  for (int l = 0; l < chip_.layer_count(); ++l) {
    StoredLayer& stored = layers_[static_cast<size_t>(l)];
    const bool reads = moved(source_of(chip_.network, l));
    if (reads) read(l);
    if (chip_.is_last(l)) break;
    const LayerTuning wanted = tuning_of(chip_, tuning, l);
    const bool adds = chip_.network.layers[static_cast<size_t>(l)].addend != 0 &&
                      moved(addend_of(chip_.network, l));
    stored.moved = reads || adds || !(stored.tuning == wanted);
    stored.tuning = wanted;
    if (stored.moved) requantise_stored(l);
  }
  fresh_ = false;
  return logits_;
}

const uint8_t* TuningEvaluator::codes_of(int tensor, int image) const {
  if (tensor == kInputTensor) {
    return images_ + static_cast<ptrdiff_t>(image) * chip_.network.input.size();
  }
  const auto l = static_cast<size_t>(tensor);
  return layers_[l].codes.data() + static_cast<ptrdiff_t>(image) * chip_.layers[l].layer.out.size();
}

int TuningEvaluator::kept(const Layer& layer) {
  return largest_decides(layer) ? layer.out.size() : layer.conv_out.size();
}

// Reads a layer for all images, from the codes of its source.
void TuningEvaluator::read(int layer) {
  StoredLayer& stored = layers_[static_cast<size_t>(layer)];
  const Layer& shape = chip_.layers[static_cast<size_t>(layer)].layer;
  const int part = stored.evaluator.images_per_read();
  for (int first = 0; first < count_; first += part) {
    const int images = std::min(part, count_ - first);
    stored.evaluator.read(codes_of(source_of(chip_.network, layer), first), images,
                          kJudgedImages + static_cast<uint32_t>(first));
    for (int i = 0; i < images; ++i) {
      const ptrdiff_t image = first + i;
      if (chip_.is_last(layer)) {
        stored.evaluator.values(i, logits_.data() + image * shape.out.size());
      } else if (largest_decides(shape)) {
        stored.evaluator.pooled_accumulators(i,
                                             stored.accumulators.data() + image * shape.out.size());
      } else {
        stored.evaluator.accumulators(i, stored.accumulators.data() + image * kept(shape));
      }
    }
  }
}

// Codes of a layer for all images, from its accumulators and its addend.
void TuningEvaluator::requantise_stored(int layer) {
  StoredLayer& stored = layers_[static_cast<size_t>(layer)];
  const LayerPlan& plan = chip_.layers[static_cast<size_t>(layer)];
  const int channels = plan.layer.conv_out.channels;
  const int positions = kept(plan.layer) / channels;
  const bool decides = largest_decides(plan.layer);
  conv_codes_.resize(static_cast<size_t>(kept(plan.layer)));
  const int32_t* accumulator = stored.accumulators.data();
  for (int image = 0; image < count_; ++image) {
    uint8_t* const out =
        stored.codes.data() + static_cast<ptrdiff_t>(image) * plan.layer.out.size();
    const uint8_t* addend =
        plan.layer.addend == 0 ? nullptr : codes_of(addend_of(chip_.network, layer), image);
    uint8_t* code = decides ? out : conv_codes_.data();
    for (int c = 0; c < channels; ++c) {
      for (int p = 0; p < positions; ++p) {
        int32_t input = relu_input(plan, c, *accumulator++, stored.tuning);
        if (addend != nullptr) input += addend_share(plan, *addend++);
        *code++ = activation_code(plan, chip_.activation_bits(), input);
      }
    }
    if (!decides) pool_codes(plan, chip_.activation_bits(), conv_codes_.data(), out);
  }
}

}  // namespace kintsugi
