#include "systemc/bus/stimulus_sink.h"

namespace kintsugi {

void StimulusSink::edge(const ControllerOutputs& out, ControllerInputs& in) {
  lane_.edge();
  if (in.rst_n == 0 || out.flush != 0) {
    in.stim_ready = 0;
    lane_.end(TransactionLane::Status::Dropped);
    pixels_.clear();
    if (in.rst_n == 0) {
      consumer_.reset();
    } else {
      consumer_.drop_images();
    }
    return;
  }
  const bool held = stall_ && stall_(cycle_++);
  in.stim_ready = consumer_.image_ready() && !held ? 1 : 0;
  if (in.stim_ready == 0 || out.stim_valid == 0) return;

  if (pixels_.empty()) lane_.begin(TransactionLane::Kind::Image, out.stim_tag, 0);
  pixels_.push_back(out.stim_data);
  lane_.data(static_cast<uint32_t>(pixels_.size()));
  if (out.stim_last == 0) return;
  lane_.end(TransactionLane::Status::Ok);
  consumer_.take_image(out.stim_tag, pixels_);
  pixels_.clear();
}

}  // namespace kintsugi
