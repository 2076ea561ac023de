#include "systemc/accelerator/accelerator.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace kintsugi {

Accelerator::Accelerator(sc_core::sc_module_name name, const Die& die, const Tuning& initial,
                         const TimingConfig& timing)
    : sc_module(name),
      die_(die),
      chip_(die.chip()),
      registers_("tuning_registers", initial, timing, register_layout(die.chip())),
      tensors_(chip_.network, 1) {
  for (int l = 0; l < chip_.layer_count(); ++l) {
    layers_.push_back(
        std::make_unique<LayerEngine>(("layer_" + std::to_string(l)).c_str(), die, l, timing));
  }
}

void Accelerator::take_image(uint8_t tag, const std::vector<uint8_t>& pixels) {
  if (inferring()) image_over();
  tag_ = tag;
  number_ = images_++;
  begin_image(Work::Test, pixels);
}

bool Accelerator::take_inference(const std::vector<uint8_t>& pixels) {
  if (busy()) return false;
  number_ = kInferenceImages + inferences_++;
  begin_image(Work::Inference, pixels);
  return true;
}

void Accelerator::begin_image(Work work, const std::vector<uint8_t>& pixels) {
  work_ = work;
  registers_.image_begins();
  pixels_.assign(static_cast<size_t>(chip_.network.input.size()), 0);
  std::copy_n(pixels.begin(), std::min(pixels.size(), pixels_.size()), pixels_.begin());
  tensors_.set_input(pixels_.data());
  sums_ = {std::accumulate(pixels_.begin(), pixels_.end(), uint64_t{0})};
  beat_layer_ = 0;
  begin_layers(0);
}

void Accelerator::drop_images() {
  if (work_ == Work::Test) image_over();
}

void Accelerator::reset() {
  if (busy()) image_over();
  registers_.reset();
}

void Accelerator::image_over() {
  work_ = Work::None;
  registers_.image_ends();
}

// A layer of the signature, and those before it that are not.
void Accelerator::begin_layers(size_t layer) {
  const auto wanted = static_cast<size_t>(chip_.signature[beat_layer_]);
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  for (layer_ = layer; layer_ < wanted; ++layer_) delay = compute(layer_, delay);
  ready_at_ = sc_core::sc_time_stamp() + compute(layer_, delay);
  sent_ = 0;
  const Shape& out = chip_.layers[layer_].layer.out;
  beats_per_channel_ = static_cast<size_t>(out.height * out.width);
}

// The time at which the layer is done, which it begins after `delay`.
sc_core::sc_time Accelerator::compute(size_t layer, sc_core::sc_time delay) {
  const int l = static_cast<int>(layer);
  output_ = layers_[layer]->run(tensors_.source(l), tensors_.addend(l, 0), number_,
                                layer_setting(chip_, l, registers_.setting()), delay);
  if (!chip_.is_last(l)) {
    std::copy(output_.values.begin(), output_.values.end(), tensors_.output(l));
  }
  return delay;
}

bool Accelerator::next_inference_layer() {
  if (in_last_layer()) {
    inference_values_ = output_.values;
    work_ = Work::None;
    registers_.image_ends(sums_);
    return false;
  }
  sums_.push_back(layers_[layer_]->code_sum());
  ++beat_layer_;
  begin_layers(layer_ + 1);
  return true;
}

bool Accelerator::next_beat(SignatureBeat& beat) {
  if (work_ != Work::Test || sc_core::sc_time_stamp() < ready_at_) return false;
  beat.layer = static_cast<uint8_t>(beat_layer_);
  beat.tag = tag_;
  beat.channel = static_cast<uint16_t>(sent_ / beats_per_channel_);
  beat.value = output_.values[sent_];
  ++sent_;
  beat.last_channel = sent_ % beats_per_channel_ == 0;
  beat.last_layer = sent_ == output_.values.size();
  beat.last_image = beat.last_layer && in_last_layer();
  if (beat.last_image) {
    image_over();
  } else if (beat.last_layer) {
    ++beat_layer_;
    begin_layers(layer_ + 1);
  }
  return true;
}

}  // namespace kintsugi
