#include "systemc/bus/signature_source.h"

#include <utility>

namespace kintsugi {
namespace {

void drive(const SignatureBeat& beat, ControllerInputs& in) {
  in.sig_valid = 1;
  in.sig_layer = beat.layer;
  in.sig_tag = beat.tag;
  in.sig_channel = beat.channel;
  in.sig_value = static_cast<uint32_t>(beat.value) & 0xFFFFFFU;
  in.sig_last_channel = beat.last_channel ? 1 : 0;
  in.sig_last_layer = beat.last_layer ? 1 : 0;
  in.sig_last_image = beat.last_image ? 1 : 0;
}

void drive_idle(ControllerInputs& in) {
  in.sig_valid = 0;
  in.sig_layer = 0;
  in.sig_tag = 0;
  in.sig_channel = 0;
  in.sig_value = 0;
  in.sig_last_channel = 0;
  in.sig_last_layer = 0;
  in.sig_last_image = 0;
}

}  // namespace

SignatureSource::SignatureSource(SignatureProducer& producer, int fifo_depth, Stall stall)
    : producer_(producer), stall_(std::move(stall)), ring_(static_cast<size_t>(fifo_depth)) {}

void SignatureSource::edge(const ControllerOutputs& out, ControllerInputs& in) {
  lane_.edge();
  if (in.rst_n == 0) {
    drive_idle(in);
    lane_.end(TransactionLane::Status::Dropped);
    level_ = 0;
    waiting_ = false;
    return;
  }
  const bool had_room = level_ < ring_.size();
  if (!waiting_) drive_head(in);
  const bool taken = in.sig_valid != 0 && out.sig_ready != 0;
  waiting_ = in.sig_valid != 0 && !taken;
  if (taken) {
    lane_.end(TransactionLane::Status::Ok);
    head_ = head_ + 1 == ring_.size() ? 0 : head_ + 1;
    --level_;
  }
  if (out.flush != 0) {
    level_ = waiting_ ? 1 : 0;
  } else if (had_room) {
    fill();
  }
}

void SignatureSource::drive_head(ControllerInputs& in) {
  const bool held = level_ > 0 && stall_ && stall_(cycle_++);
  if (level_ > 0 && !held) {
    const SignatureBeat& beat = ring_[head_];
    drive(beat, in);
    lane_.begin(TransactionLane::Kind::Beat, uint32_t{beat.layer} << 16 | beat.channel,
                static_cast<uint32_t>(beat.value));
  } else if (in.sig_valid != 0) {
    drive_idle(in);
  }
}

void SignatureSource::fill() {
  SignatureBeat beat;
  if (!producer_.next_beat(beat)) return;
  ring_[(head_ + level_) % ring_.size()] = beat;
  ++level_;
}

}  // namespace kintsugi
