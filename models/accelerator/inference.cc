#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "models/accelerator/accuracy.h"
#include "models/accelerator/die.h"
#include "models/accelerator/layer_evaluator.h"
#include "models/accelerator/setting.h"

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

  Forward(const Die& die, const Setting& setting, int layers)
      : Forward(die, setting.layers, layers) {
    if (setting.tiles.empty() && setting.channels.empty() && setting.deltas.empty()) return;
    set_ = true;
    for (int l = 0; l < layers; ++l) {
      evaluators_[static_cast<size_t>(l)]->set(layer_setting(chip_, l, setting),
                                               l == chip_.tuned_layers());
    }
  }

  void codes(LayerEvaluator& evaluator, int image, int layer, uint8_t* out) const {
    if (set_) {
      evaluator.codes(image, out);
    } else {
      evaluator.codes(image, tuning_[static_cast<size_t>(layer)], out);
    }
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
          codes(evaluator, i, l, out_.data() + at(first + i, l));
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
  bool set_ = false;  // finer gains or sparse arrays
  std::vector<std::unique_ptr<LayerEvaluator>> evaluators_;
  std::vector<uint8_t> in_;
  std::vector<uint8_t> out_;
};

// `AnySetting`: Tuning or Setting.
template <typename AnySetting>
ImageOutput image_output(const Die& die, const AnySetting& setting, const uint8_t* image,
                         uint32_t number) {
  const Chip& chip = die.chip();
  const int last = chip.layer_count() - 1;
  Forward forward(die, setting, chip.layer_count());
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
        forward.codes(evaluator, 0, l, next.data());
        std::copy(next.begin(), next.end(), values.begin());
      }
    });
    codes.swap(next);
  }
  return output;
}

template <typename AnySetting>
std::vector<int> predictions_of(const Die& die, const AnySetting& setting, const uint8_t* images,
                                int count) {
  const Chip& chip = die.chip();
  Forward forward(die, setting, chip.layer_count());
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

}  // namespace

ImageOutput run_image(const Die& die, const Tuning& tuning, const uint8_t* image, uint32_t number) {
  return image_output(die, tuning, image, number);
}

ImageOutput run_image(const Die& die, const Setting& setting, const uint8_t* image,
                      uint32_t number) {
  return image_output(die, setting, image, number);
}

std::vector<int> classify(const Die& die, const Tuning& tuning, const uint8_t* images, int count) {
  return predictions_of(die, tuning, images, count);
}

std::vector<int> classify(const Die& die, const Setting& setting, const uint8_t* images,
                          int count) {
  return predictions_of(die, setting, images, count);
}

std::vector<uint64_t> activation_sums(const Die& die, const Setting& setting, const uint8_t* image,
                                      uint32_t number) {
  const Chip& chip = die.chip();
  std::vector<uint8_t> codes(image, image + chip.network.input.size());
  std::vector<uint64_t> sums = {std::accumulate(codes.begin(), codes.end(), uint64_t{0})};
  for (int l = 0; l < chip.tuned_layers(); ++l) {
    LayerEvaluator evaluator(die, l);
    evaluator.set(layer_setting(chip, l, setting), false);
    evaluator.read(codes.data(), 1, number);
    codes.resize(static_cast<size_t>(chip.layers[static_cast<size_t>(l)].layer.out.size()));
    evaluator.codes(0, codes.data());
    sums.push_back(evaluator.code_sum(0));
  }
  return sums;
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
