#include "systemc/accelerator/accelerator.h"

#include <algorithm>
#include <string>

namespace kintsugi {

Accelerator::Accelerator(sc_core::sc_module_name name, const Die& die, const Tuning& initial,
                         const TimingConfig& timing)
    : sc_module(name),
      die_(die),
      chip_(die.chip()),
      registers_("tuning_registers", initial, timing) {
  for (int l = 0; l < chip_.layer_count(); ++l) {
    layers_.push_back(
        std::make_unique<LayerEngine>(("layer_" + std::to_string(l)).c_str(), die, l, timing));
  }
}

void Accelerator::take_image(uint8_t tag, const std::vector<uint8_t>& pixels) {
  busy_ = true;
  tag_ = tag;
  ++images_;
  registers_.image_begins();
  codes_.assign(static_cast<size_t>(chip_.network.input.size()), 0);
  std::copy_n(pixels.begin(), std::min(pixels.size(), codes_.size()), codes_.begin());
  begin_layer(0);
}

void Accelerator::drop_images() {
  if (busy_) image_over();
}

void Accelerator::image_over() {
  busy_ = false;
  registers_.image_ends();
}

void Accelerator::begin_layer(size_t layer) {
  const Tuning& tuning = registers_.active();
  layer_ = layer;
  sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
  output_ = layers_[layer]->run(codes_.data(), images_ - 1,
                                layer < tuning.size() ? tuning[layer] : LayerTuning{}, delay);
  ready_at_ = sc_core::sc_time_stamp() + delay;
  sent_ = 0;
  const Shape& out = chip_.layers[layer].layer.out;
  beats_per_channel_ = static_cast<size_t>(out.height * out.width);
}

bool Accelerator::next_beat(SignatureBeat& beat) {
  if (!busy_ || sc_core::sc_time_stamp() < ready_at_) return false;
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
