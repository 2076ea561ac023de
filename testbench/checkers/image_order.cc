#include "testbench/checkers/image_order.h"

namespace kintsugi {

bool ImageOrder::offers(const ControllerOutputs& before, const Cycle& cycle) {
  const bool accepted = before.stim_valid != 0 && cycle.in.stim_ready != 0;
  return cycle.rtl.stim_valid != 0 && (before.stim_valid == 0 || accepted);
}

void ImageOrder::take_pixel(const ControllerOutputs& before, const ControllerInputs& in) {
  if (before.stim_valid != 0 && in.stim_ready != 0 && before.stim_last != 0) playing_ = false;
}

std::string ImageOrder::begin(uint8_t tag) {
  if (last_tag_ && tag != static_cast<uint8_t>(*last_tag_ + 1)) {
    return "has the tag " + std::to_string(tag) + "; the one before had " +
           std::to_string(*last_tag_);
  }
  tag_ = tag;
  last_tag_ = tag;
  playing_ = out_ = true;
  layer_ = 0;
  channel_ = beat_ = 0;
  return "";
}

int ImageOrder::take_beat(const Told& told, const ControllerInputs& in) {
  if (!out_ || in.sig_tag != tag_) return 0;
  const int fault = framing_fault(told, in);
  if (fault == 0) accept(told);
  return fault;
}

int ImageOrder::framing_fault(const Told& told, const ControllerInputs& in) const {
  const tuning::SignatureShape shape = told.shape(layer_);
  const bool last_channel = beat_ + 1 == shape.beats;
  const bool last_layer = last_channel && channel_ + 1 == shape.channels;
  const bool last_image = last_layer && layer_ + 1 == told.layers();
  if (in.sig_layer != layer_) return 1;
  if (in.sig_channel != channel_) return 2;
  if ((in.sig_last_channel != 0) != last_channel) return 3;
  if ((in.sig_last_layer != 0) != last_layer) return 4;
  return (in.sig_last_image != 0) != last_image ? 5 : 0;
}

void ImageOrder::accept(const Told& told) {
  const tuning::SignatureShape shape = told.shape(layer_);
  if (++beat_ < shape.beats) return;
  beat_ = 0;
  if (++channel_ < shape.channels) return;
  channel_ = 0;
  if (++layer_ < told.layers()) return;
  out_ = false;
}

}  // namespace kintsugi
