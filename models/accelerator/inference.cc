#include <algorithm>
#include <memory>
#include <stdexcept>

#include "models/accelerator/accuracy.h"
#include "models/accelerator/die.h"
#include "models/accelerator/layer_evaluator.h"

namespace kintsugi {
namespace {

constexpr int kBlock = 64;  // images that travel through the layers together

// Takes blocks of images through the layers of one die.
class Forward {
 public:
  Forward(const Die& die, const Tuning& tuning, int layers) : chip_(die.chip()), tuning_(tuning) {
    if (tuning.size() + 1 < static_cast<size_t>(layers)) {
      throw std::invalid_argument("a tuning needs one entry for each layer but the last");
    }
    size_t largest = 0;
    for (int l = 0; l < layers; ++l) {
      evaluators_.push_back(std::make_unique<LayerEvaluator>(die, l));
      largest = std::max(largest, static_cast<size_t>(plan(l).layer.out.size()));
    }
    in_.resize(largest * kBlock);
    out_.resize(largest * kBlock);
  }

  // Runs `count` <= kBlock images, of which the first is the die's image `number`, through hidden
  // layers [0, layer) and reads `layer`, calling visit(evaluator, first image of the read, images
  // of the read) for each part of the block.
  template <typename Visit>
  void read(const uint8_t* images, int count, uint32_t number, int layer, Visit visit) {
    const uint8_t* in = images;
    for (int l = 0; l < layer; ++l) {
      read_layer(l, in, count, number, [&](LayerEvaluator& evaluator, int first, int part) {
        for (int i = 0; i < part; ++i) {
          evaluator.codes(i, tuning_[static_cast<size_t>(l)], out_.data() + at(first + i, l));
        }
      });
      std::swap(in_, out_);
      in = in_.data();
    }
    read_layer(layer, in, count, number, visit);
  }

  template <typename Visit>
  void read_layer(int layer, const uint8_t* in, int count, uint32_t number, Visit visit) {
    LayerEvaluator& evaluator = *evaluators_[static_cast<size_t>(layer)];
    for (int first = 0; first < count; first += evaluator.images_per_read()) {
      const int part = std::min(count - first, evaluator.images_per_read());
      evaluator.read(in + static_cast<ptrdiff_t>(first) * plan(layer).layer.in.size(), part,
                     number + static_cast<uint32_t>(first));
      visit(evaluator, first, part);
    }
  }

 private:
  const LayerPlan& plan(int layer) const { return chip_.layers[static_cast<size_t>(layer)]; }
  ptrdiff_t at(int image, int layer) const {
    return static_cast<ptrdiff_t>(image) * plan(layer).layer.out.size();
  }

  const Chip& chip_;
  const Tuning& tuning_;
  std::vector<std::unique_ptr<LayerEvaluator>> evaluators_;
  std::vector<uint8_t> in_;
  std::vector<uint8_t> out_;
};

}  // namespace

ImageOutput run_image(const Die& die, const Tuning& tuning, const uint8_t* image, uint32_t number) {
  const Chip& chip = die.chip();
  const int last = chip.layer_count() - 1;
  Forward forward(die, tuning, chip.layer_count());
  ImageOutput output(chip.layers.size());
  std::vector<uint8_t> codes(image, image + chip.network.input.size());
  for (int l = 0; l <= last; ++l) {
    const Layer& layer = chip.layers[static_cast<size_t>(l)].layer;
    std::vector<int32_t>& values = output[static_cast<size_t>(l)].values;
    std::vector<uint8_t> next(static_cast<size_t>(layer.out.size()));
    values.resize(next.size());
    forward.read_layer(l, codes.data(), 1, number, [&](LayerEvaluator& evaluator, int, int) {
      if (l == last) {
        evaluator.values(0, values.data());
      } else {
        evaluator.codes(0, tuning[static_cast<size_t>(l)], next.data());
        std::copy(next.begin(), next.end(), values.begin());
      }
    });
    codes.swap(next);
  }
  return output;
}

std::vector<int> classify(const Die& die, const Tuning& tuning, const uint8_t* images, int count) {
  const Chip& chip = die.chip();
  Forward forward(die, tuning, chip.layer_count());
  std::vector<int> predictions(static_cast<size_t>(count));
  std::vector<int32_t> values(static_cast<size_t>(chip.layers.back().layer.conv_out.size()));
  for (int start = 0; start < count; start += kBlock) {
    const uint8_t* block = images + static_cast<ptrdiff_t>(start) * chip.network.input.size();
    forward.read(block, std::min(kBlock, count - start),
                 kJudgedImages + static_cast<uint32_t>(start), chip.layer_count() - 1,
                 [&](LayerEvaluator& evaluator, int first, int part) {
                   for (int i = 0; i < part; ++i) {
                     evaluator.values(i, values.data());
                     const auto best = std::max_element(values.begin(), values.end());
                     predictions[static_cast<size_t>(start + first + i)] =
                         static_cast<int>(best - values.begin());
                   }
                 });
  }
  return predictions;
}

std::vector<int32_t> layer_accumulators(const Die& die, const Tuning& tuning, int layer,
                                        const uint8_t* images, int count) {
  const Chip& chip = die.chip();
  Forward forward(die, tuning, layer + 1);
  const auto size =
      static_cast<size_t>(chip.layers[static_cast<size_t>(layer)].layer.conv_out.size());
  std::vector<int32_t> accumulators(static_cast<size_t>(count) * size);
  for (int start = 0; start < count; start += kBlock) {
    const uint8_t* block = images + static_cast<ptrdiff_t>(start) * chip.network.input.size();
    forward.read(block, std::min(kBlock, count - start), static_cast<uint32_t>(start), layer,
                 [&](LayerEvaluator& evaluator, int first, int part) {
                   for (int i = 0; i < part; ++i) {
                     const auto image = static_cast<size_t>(start + first + i);
                     evaluator.accumulators(i, accumulators.data() + image * size);
                   }
                 });
  }
  return accumulators;
}

double accuracy(const std::vector<int>& predictions, const uint8_t* labels) {
  if (predictions.empty()) return 0.0;
  size_t right = 0;
  for (size_t i = 0; i < predictions.size(); ++i) right += predictions[i] == labels[i] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(predictions.size());
}

}  // namespace kintsugi
