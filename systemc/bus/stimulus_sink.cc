#include "systemc/bus/stimulus_sink.h"

namespace kintsugi {

void StimulusSink::edge(const ControllerOutputs& out, ControllerInputs& in) {
  if (in.rst_n == 0 || out.flush != 0) {
    in.stim_ready = 0;
    pixels_.clear();
    consumer_.drop_images();
    return;
  }
  const bool held = stall_ && stall_(cycle_++);
  in.stim_ready = consumer_.image_ready() && !held ? 1 : 0;
  if (in.stim_ready == 0 || out.stim_valid == 0) return;

  pixels_.push_back(out.stim_data);
  if (out.stim_last == 0) return;
  consumer_.take_image(out.stim_tag, pixels_);
  pixels_.clear();
}

}  // namespace kintsugi
