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
      registers_("tuning_registers", initial, timing, register_layout(die.chip())) {
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
  sums_ = {std::accumulate(codes_.begin(), codes_.end(), uint64_t{0})};
  return true;
}

void Accelerator::begin_image(Work work, const std::vector<uint8_t>& pixels) {
  work_ = work;
  registers_.image_begins();
  codes_.assign(static_cast<size_t>(chip_.network.input.size()), 0);
  std::copy_n(pixels.begin(), std::min(pixels.size(), codes_.size()), codes_.begin());
  begin_layer(0);
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

void Accelerator::begin_layer(size_t layer) {
  layer_ = layer;
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  output_ = layers_[layer]->run(codes_.data(), number_,
                                layer_setting(chip_, static_cast<int>(layer), registers_.setting()),
                                delay);
  ready_at_ = sc_core::sc_time_stamp() + delay;
  sent_ = 0;
  const Shape& out = chip_.layers[layer].layer.out;
  beats_per_channel_ = static_cast<size_t>(out.height * out.width);
}

bool Accelerator::next_inference_layer() {
  if (layer_ + 1 == layers_.size()) {
    inference_values_ = output_.values;
    work_ = Work::None;
    registers_.image_ends(sums_);
    return false;
  }
  sums_.push_back(layers_[layer_]->code_sum());
  codes_.assign(output_.values.begin(), output_.values.end());
  begin_layer(layer_ + 1);
  return true;
}

bool Accelerator::next_beat(SignatureBeat& beat) {
  if (work_ != Work::Test || sc_core::sc_time_stamp() < ready_at_) return false;
  beat.layer = static_cast<uint8_t>(layer_);
  beat.tag = tag_;
  beat.channel = static_cast<uint16_t>(sent_ / beats_per_channel_);
  beat.value = output_.values[sent_];
  ++sent_;
  beat.last_channel = sent_ % beats_per_channel_ == 0;
  beat.last_layer = sent_ == output_.values.size();
  beat.last_image = beat.last_layer && layer_ + 1 == layers_.size();
  if (beat.last_layer) layer_drained();
  return true;
}

void Accelerator::layer_drained() {
  if (layer_ + 1 == layers_.size()) {
    image_over();
    return;
  }
  codes_.assign(output_.values.begin(), output_.values.end());
  begin_layer(layer_ + 1);
}

}  // namespace kintsugi
