// A reference model of staged.f, as somebody with a controller of their own would write one: the
// cycles of stream_stage.sv and cfg_rest.sv around a controller with one lane, which is lent by
// models/controller.
#include "models/controller/reference.h"

namespace {

using namespace kintsugi;

ControllerSizes one_lane() {
  ControllerSizes sizes;
  sizes.lanes = 1;
  return sizes;
}

// stream_stage.sv
template <class Payload>
class StreamStage {
 public:
  bool ready() const { return ready_; }
  bool valid() const { return valid_; }
  const Payload& payload() const { return payload_; }  // nothing while valid is low

  void reset() { *this = {}; }

  void clear() {
    reset();
    ready_ = true;
  }

  void step(bool offered, const Payload& payload, bool taken) {
    const bool push = offered && ready_;
    if (push) waiting_payload_ = payload;
    if (!valid_ || taken) {
      valid_ = waiting_ || push;
      payload_ = valid_ ? waiting_payload_ : Payload{};
      waiting_ = false;
    } else {
      waiting_ = waiting_ || push;
    }
    ready_ = !waiting_;
  }

 private:
  bool valid_ = false;
  bool waiting_ = false;  // behind the one that is shown
  bool ready_ = false;
  Payload payload_{};
  Payload waiting_payload_{};
};

struct Pixel {
  uint8_t data, tag, last;
};
struct Beat {
  uint8_t layer, tag, last_channel, last_layer, last_image;
  uint16_t channel;
  uint32_t value;
};

// cfg_rest.sv
class CfgRest {
 public:
  static constexpr int kRest = 5;

  void reset() { *this = {}; }

  // What the writer is shown.
  void answer(ControllerInputs& in) const {
    in.cfg_pready = rest_ == 1 ? 1 : 0;
    in.cfg_prdata = prdata_;
    in.cfg_pslverr = pslverr_;
  }

  void step(const ControllerOutputs& writer, const ControllerInputs& pins) {
    const bool ends = shown_.cfg_penable != 0 && pins.cfg_pready != 0;
    const bool idle = ends || rest_ != 0;
    shown_ = idle ? ControllerOutputs{} : writer;
    shown_.cfg_penable &= shown_.cfg_psel;
    if (ends) {
      rest_ = kRest;
      prdata_ = pins.cfg_prdata;
      pslverr_ = pins.cfg_pslverr;
    } else if (rest_ != 0) {
      --rest_;
    }
  }

  void show(ControllerOutputs& out) const {
    out.cfg_psel = shown_.cfg_psel;
    out.cfg_penable = shown_.cfg_penable;
    out.cfg_pwrite = shown_.cfg_pwrite;
    out.cfg_paddr = shown_.cfg_paddr;
    out.cfg_pwdata = shown_.cfg_pwdata;
    out.cfg_pstrb = shown_.cfg_pstrb;
  }

 private:
  ControllerOutputs shown_;  // of them, what concerns cfg
  int rest_ = 0;             // cycles left; in the last one the writer is answered
  uint32_t prdata_ = 0;
  uint8_t pslverr_ = 0;
};

// second_controller.sv. Everything between its parts is a flop, so all take an edge with what the
// others showed before it.
class StagedController : public ReferenceModel {
 public:
  void step(const ControllerInputs& in) override {
    const ControllerOutputs before = inner_.outputs();
    inner_.step(inputs_of_inner(in));
    if (in.rst_n == 0) {
      stim_.reset();
      sig_.reset();
      cfg_.reset();
    } else {
      step_stages(before, in);
    }
    show();
    out_.flush = in.rst_n != 0 ? before.flush : 0;
    out_.irq = in.rst_n != 0 ? before.irq : 0;
  }
  const ControllerOutputs& outputs() const override { return out_; }
  const uint32_t* declared_state() const override { return inner_.declared_state(); }

 private:
  ControllerInputs inputs_of_inner(const ControllerInputs& pins) const {
    ControllerInputs in = pins;
    in.stim_ready = stim_.ready() ? 1 : 0;
    const Beat& beat = sig_.payload();
    in.sig_valid = sig_.valid() ? 1 : 0;
    in.sig_layer = beat.layer;
    in.sig_channel = beat.channel;
    in.sig_tag = beat.tag;
    in.sig_value = beat.value;
    in.sig_last_channel = beat.last_channel;
    in.sig_last_layer = beat.last_layer;
    in.sig_last_image = beat.last_image;
    cfg_.answer(in);
    return in;
  }

  void step_stages(const ControllerOutputs& inner, const ControllerInputs& in) {
    if (inner.flush != 0) {
      stim_.clear();
    } else {
      stim_.step(inner.stim_valid != 0, {inner.stim_data, inner.stim_tag, inner.stim_last},
                 in.stim_ready != 0);
    }
    sig_.step(in.sig_valid != 0,
              {in.sig_layer, in.sig_tag, in.sig_last_channel, in.sig_last_layer, in.sig_last_image,
               in.sig_channel, in.sig_value},
              inner.sig_ready != 0);
    cfg_.step(inner, in);
  }

  void show() {
    out_ = inner_.outputs();
    out_.stim_valid = stim_.valid() ? 1 : 0;
    out_.stim_data = stim_.payload().data;
    out_.stim_tag = stim_.payload().tag;
    out_.stim_last = stim_.payload().last;
    out_.sig_ready = sig_.ready() ? 1 : 0;
    cfg_.show(out_);
  }

  ControllerReference inner_{ReferenceFault::None, one_lane()};
  StreamStage<Pixel> stim_;
  StreamStage<Beat> sig_;
  CfgRest cfg_;
  ControllerOutputs out_;
};

}  // namespace

KINTSUGI_REFERENCE_MODEL(StagedController)
