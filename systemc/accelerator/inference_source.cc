#include "systemc/accelerator/inference_source.h"

#include <algorithm>
#include <utility>

namespace kintsugi {

InferenceSource::InferenceSource(sc_core::sc_module_name name, Accelerator& accelerator,
                                 std::vector<std::vector<uint8_t>> images,
                                 const TimingConfig& timing, std::function<bool()> may_begin)
    : sc_module(name),
      accelerator_(accelerator),
      images_(std::move(images)),
      period_(timing.period()),
      may_begin_(std::move(may_begin)) {
  SC_HAS_PROCESS(InferenceSource);
  SC_METHOD(step);
}

// Called when a layer is ready, and every cycle while there is nothing to do.
void InferenceSource::step() {
  if (!started_) {
    started_ = true;
    next_trigger(period_ / 2);
    return;
  }
  if (playing_ && !accelerator_.inferring()) {
    playing_ = false;
    ++dropped_;
  }
  if (playing_) {
    playing_ = accelerator_.next_inference_layer();
    if (!playing_) finish();
  }
  if (!playing_ && (!may_begin_ || may_begin_())) {
    playing_ = accelerator_.take_inference(images_[completed_ % images_.size()]);
  }
  next_trigger(playing_ ? accelerator_.inference_ready_at() - sc_core::sc_time_stamp() : period_);
}

void InferenceSource::finish() {
  const std::vector<int32_t>& values = accelerator_.inference_values();
  predictions_.push_back(
      static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin()));
  ++completed_;
}

}  // namespace kintsugi
