#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>

#include "models/accelerator/accuracy.h"
#include "models/accelerator/code_tensors.h"
#include "models/accelerator/die.h"
#include "models/accelerator/layer_evaluator.h"
#include "models/accelerator/setting.h"

namespace kintsugi {
namespace {

constexpr int kBlock = 64;  // images that travel through the layers together

// Takes blocks of up to `images` images through the first `layers` layers of one die.
class Forward {
 public:
  Forward(const Die& die, const Tuning& tuning, int layers, int images)
      : chip_(die.chip()), tuning_(tuning), tensors_(chip_.network, images) {
    for (int l = 0; l < layers; ++l) {
      if (l + 1 < layers && chip_.tuned_index(l) >= static_cast<int>(tuning.size())) {
        throw std::invalid_argument("a tuning needs one entry for each tuned layer");
      }
      evaluators_.push_back(std::make_unique<LayerEvaluator>(die, l));
    }
  }

  Forward(const Die& die, const Setting& setting, int layers, int images)
      : Forward(die, setting.layers, layers, images) {
    if (setting.tiles.empty() && setting.channels.empty() && setting.deltas.empty()) return;
    set_ = true;
    for (int l = 0; l < layers; ++l) {
      evaluators_[static_cast<size_t>(l)]->set(layer_setting(chip_, l, setting), chip_.is_last(l));
    }
  }

  // The block's images, `count` <= `images`, of which the first is the die's image `number`.
  void begin(const uint8_t* images, int count, uint32_t number) {
    tensors_.set_input(images);
    count_ = count;
    number_ = number;
  }

  // Reads a layer whose source is there, calling visit(evaluator, first image of the read, images
  // of the read) for each part of the block.
  template <typename Visit>
  void read(int layer, Visit visit) {
    LayerEvaluator& evaluator = *evaluators_[static_cast<size_t>(layer)];
    const ptrdiff_t size = chip_.layers[static_cast<size_t>(layer)].layer.in.size();
    for (int first = 0; first < count_; first += evaluator.images_per_read()) {
      const int part = std::min(count_ - first, evaluator.images_per_read());
      evaluator.read(tensors_.source(layer) + first * size, part,
                     number_ + static_cast<uint32_t>(first));
      visit(evaluator, first, part);
    }
  }

  // Codes of a layer, [count][out.size()]: valid until no later layer reads them.
  const uint8_t* codes(int layer) {
    const LayerTuning tuning = tuning_of(chip_, tuning_, layer);
    read(layer, [&](LayerEvaluator& evaluator, int first, int part) {
      for (int i = 0; i < part; ++i) {
        uint8_t* out = tensors_.output(layer, first + i);
        const uint8_t* addend = tensors_.addend(layer, first + i);
        if (set_) {
          evaluator.codes(i, out, addend);
        } else {
          evaluator.codes(i, tuning, out, addend);
        }
      }
    });
    return tensors_.output(layer);
  }

  // Takes a block through the layers before `layer` and reads that one.
  template <typename Visit>
  void read_block(const uint8_t* images, int count, uint32_t number, int layer, Visit visit) {
    begin(images, count, number);
    for (int l = 0; l < layer; ++l) codes(l);
    read(layer, visit);
  }

 private:
  const Chip& chip_;
  const Tuning& tuning_;
  CodeTensors tensors_;
  int count_ = 0;
  uint32_t number_ = 0;
  bool set_ = false;  // finer gains or sparse arrays
  std::vector<std::unique_ptr<LayerEvaluator>> evaluators_;
};

// `AnySetting`: Tuning or Setting.
template <typename AnySetting>
ImageOutput image_output(const Die& die, const AnySetting& setting, const uint8_t* image,
                         uint32_t number) {
  const Chip& chip = die.chip();
  Forward forward(die, setting, chip.layer_count(), 1);
  forward.begin(image, 1, number);
  ImageOutput output;
  for (int l = 0; l + 1 < chip.layer_count(); ++l) {
    const uint8_t* codes = forward.codes(l);
    if (chip.tuned_index(l) < 0) continue;
    output.push_back({{codes, codes + chip.layers[static_cast<size_t>(l)].layer.out.size()}});
  }
  output.push_back(
      {std::vector<int32_t>(static_cast<size_t>(chip.layers.back().layer.out.size()))});
  forward.read(chip.layer_count() - 1, [&](LayerEvaluator& evaluator, int, int) {
    evaluator.values(0, output.back().values.data());
  });
  return output;
}

template <typename AnySetting>
std::vector<int> predictions_of(const Die& die, const AnySetting& setting, const uint8_t* images,
                                int count) {
  const Chip& chip = die.chip();
  Forward forward(die, setting, chip.layer_count(), kBlock);
  std::vector<int> predictions(static_cast<size_t>(count));
  std::vector<int32_t> values(static_cast<size_t>(chip.layers.back().layer.conv_out.size()));
  for (int start = 0; start < count; start += kBlock) {
    const uint8_t* block = images + static_cast<ptrdiff_t>(start) * chip.network.input.size();
    forward.read_block(block, std::min(kBlock, count - start),
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
  CodeTensors tensors(chip.network, 1);
  tensors.set_input(image);
  std::vector<uint64_t> sums = {
      std::accumulate(image, image + chip.network.input.size(), uint64_t{0})};
  for (int l = 0; l + 1 < chip.layer_count(); ++l) {
    LayerEvaluator evaluator(die, l);
    evaluator.set(layer_setting(chip, l, setting), false);
    evaluator.read(tensors.source(l), 1, number);
    evaluator.codes(0, tensors.output(l), tensors.addend(l, 0));
    if (chip.tuned_index(l) >= 0) sums.push_back(evaluator.code_sum(0, tensors.addend(l, 0)));
  }
  return sums;
}

std::vector<std::vector<uint8_t>> layer_codes(const Die& die, const Tuning& tuning,
                                              const uint8_t* image, uint32_t number) {
  const Chip& chip = die.chip();
  Forward forward(die, tuning, chip.layer_count(), 1);
  forward.begin(image, 1, number);
  std::vector<std::vector<uint8_t>> all;
  for (int l = 0; l + 1 < chip.layer_count(); ++l) {
    const uint8_t* codes = forward.codes(l);
    all.emplace_back(codes, codes + chip.layers[static_cast<size_t>(l)].layer.out.size());
  }
  return all;
}

std::vector<int32_t> layer_accumulators(const Die& die, const Tuning& tuning, int layer,
                                        const uint8_t* images, int count) {
  const Chip& chip = die.chip();
  Forward forward(die, tuning, layer + 1, kBlock);
  const auto size =
      static_cast<size_t>(chip.layers[static_cast<size_t>(layer)].layer.conv_out.size());
  std::vector<int32_t> accumulators(static_cast<size_t>(count) * size);
  for (int start = 0; start < count; start += kBlock) {
    const uint8_t* block = images + static_cast<ptrdiff_t>(start) * chip.network.input.size();
    forward.read_block(block, std::min(kBlock, count - start), static_cast<uint32_t>(start), layer,
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
