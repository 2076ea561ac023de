#include "testbench/checkers/course.h"

#include "testbench/checkers/transactions.h"

namespace kintsugi {
namespace {

constexpr int kCommitDetail = 255;

std::string transfer_text(const ControllerOutputs& out) {
  const std::string name = cfg_name(out.cfg_paddr);
  return std::string(out.cfg_pwrite != 0 ? "writes " : "reads ") +
         (name.empty() ? "address " + std::to_string(out.cfg_paddr) : name);
}

std::string cause_text(const ErrorCause& cause) {
  return std::string(regs::name(cause.error)) + ", detail " + std::to_string(cause.detail);
}

}  // namespace

std::string Course::on_cycle(const ControllerOutputs& before, const Cycle& cycle) {
  const ControllerInputs& in = cycle.in;
  const bool csr_done = in.csr_psel != 0 && in.csr_penable != 0 && before.csr_pready != 0;
  if (csr_done && in.csr_pwrite != 0 && in.csr_paddr == regs::kCtrlAddress &&
      regs::kCtrlStart.get(in.csr_pwdata) != 0) {
    started_ = true;
  }
  if (in.sig_valid != 0 && before.sig_ready != 0) watch_signature(in);
  std::string fault = watch_stimulus(before, cycle);
  if (fault.empty()) fault = watch_cfg(before, cycle);
  if (cycle.rtl.flush != 0 && before.flush == 0) {
    ++flushes_;
    playing_ = false;
  }
  if (started_ && cycle.rtl.irq != 0) ended_ = true;
  return fault;
}

std::string Course::watch_stimulus(const ControllerOutputs& before, const Cycle& cycle) {
  if (before.stim_valid != 0 && cycle.in.stim_ready != 0 && before.stim_last != 0) playing_ = false;
  const bool accepted = before.stim_valid != 0 && cycle.in.stim_ready != 0;
  const bool offered = cycle.rtl.stim_valid != 0 && (before.stim_valid == 0 || accepted);
  if (!offered) return "";
  if (!playing_) return image_begins(cycle.rtl);
  return cycle.rtl.stim_tag == tag_ ? "" : "the tag changes within an image";
}

std::string Course::image_begins(const ControllerOutputs& now) {
  const std::string image = "image " + std::to_string(begun_);
  const size_t pass = begun_ / images_a_pass();
  if (!running()) return image + " is played outside a test";
  if (cause_) return image + " is played after a reason for the error " + cause_text(*cause_);
  if (image_out_) return image + " is played before the signature of the one before is complete";
  if (begun_ == 0 && judges() && saved_ != tuned()) {
    return image + " is played before the active setting was read";
  }
  if (begun_ % images_a_pass() == 0 && commits_ != pass) {
    return image + " begins a pass that no committed setting asks for";
  }
  if (begun_ > 0 && now.stim_tag != static_cast<uint8_t>(tag_ + 1)) {
    return image + " has the tag " + std::to_string(now.stim_tag) + "; the one before had " +
           std::to_string(tag_);
  }
  ++begun_;
  tag_ = now.stim_tag;
  playing_ = true;
  image_out_ = true;
  layer_ = 0;
  channel_ = 0;
  beat_ = 0;
  return "";
}

void Course::watch_signature(const ControllerInputs& in) {
  if (!image_out_ || in.sig_tag != tag_ || cause_) return;
  const int fault = framing_fault(in);
  if (fault != 0) {
    blame(regs::Error::Framing, fault);
  } else {
    accept_beat();
  }
}

// The check of docs/controller.md, section 7.2, that the beat fails; 0 for none.
int Course::framing_fault(const ControllerInputs& in) const {
  const tuning::SignatureShape& shape = program_.signature[layer_];
  const bool last_channel = beat_ + 1 == shape.beats;
  const bool last_layer = last_channel && channel_ + 1 == shape.channels;
  const bool last_image = last_layer && layer_ + 1 == program_.signature.size();
  if (in.sig_layer != layer_) return 1;
  if (in.sig_channel != channel_) return 2;
  if ((in.sig_last_channel != 0) != last_channel) return 3;
  if ((in.sig_last_layer != 0) != last_layer) return 4;
  return (in.sig_last_image != 0) != last_image ? 5 : 0;
}

void Course::accept_beat() {
  const tuning::SignatureShape& shape = program_.signature[layer_];
  if (++beat_ < shape.beats) return;
  beat_ = 0;
  if (++channel_ < shape.channels) return;
  channel_ = 0;
  if (++layer_ < program_.signature.size()) return;
  image_out_ = false;
  ++images_;
}

std::string Course::watch_cfg(const ControllerOutputs& before, const Cycle& cycle) {
  const bool access = before.cfg_psel != 0 && before.cfg_penable != 0;
  const bool answered = access && cycle.in.cfg_pready != 0;
  if (access) ++access_;
  if (answered) transfer_ends(before, cycle.in);
  if (access && !answered && cycle.rtl.cfg_psel == 0) {
    blame(regs::Error::CfgTimeout, transfer_detail(before));
  }
  if (cycle.rtl.cfg_psel == 0 || cycle.rtl.cfg_penable != 0) return "";
  access_ = 0;
  return transfer_begins(cycle.rtl);
}

std::string Course::transfer_begins(const ControllerOutputs& now) const {
  const std::string text = "cfg " + transfer_text(now);
  if (!running()) return text + " outside a test";
  if (cause_) return text + " after a reason for the error " + cause_text(*cause_);
  if (judges() && saved_ < tuned()) {
    const bool save =
        begun_ == 0 && now.cfg_pwrite == 0 && now.cfg_paddr == regs::kTuneActive + 4 * saved_;
    return save ? ""
                : text + "; the active word of layer " + std::to_string(saved_) + " comes next";
  }
  if (image_out_ || begun_ % images_a_pass() != 0 || commits_ >= passes()) {
    return text + " outside a repair";
  }
  if (want_ == Want::Commit) {
    if (now.cfg_pwrite == 0 || now.cfg_paddr != regs::kTuneCommit)
      return text + "; the commit comes next";
    return now.cfg_pwdata == 1 ? "" : "cfg commits with another word than 1";
  }
  const bool write = want_ == Want::Write;
  if ((now.cfg_pwrite != 0) != write || now.cfg_paddr != regs::kTuneShadow + 4 * setting_layer_) {
    return text + "; the " + (write ? "writing" : "reading back") + " of the shadow of layer " +
           std::to_string(setting_layer_) + " comes next";
  }
  return "";
}

// Layer of a transfer, for the detail of an error.
int Course::transfer_detail(const ControllerOutputs& out) const {
  if (out.cfg_pwrite != 0 && out.cfg_paddr == regs::kTuneCommit) return kCommitDetail;
  return static_cast<int>(judges() && saved_ < tuned() ? saved_ : setting_layer_);
}

void Course::transfer_ends(const ControllerOutputs& out, const ControllerInputs& in) {
  if (in.cfg_pslverr != 0) {
    blame(regs::Error::CfgSlverr, transfer_detail(out));
  } else {
    transfer_succeeded(out, in);
  }
}

void Course::transfer_succeeded(const ControllerOutputs& out, const ControllerInputs& in) {
  if (judges() && saved_ < tuned()) {
    ++saved_;
  } else if (want_ == Want::Write) {
    word_ = out.cfg_pwdata;
    layer_written_ = true;
    want_ = Want::ReadBack;
  } else if (want_ == Want::Commit) {
    ++commits_;
    want_ = Want::Write;
    layer_written_ = false;
    setting_layer_ = 0;
  } else if (in.cfg_prdata == word_) {
    retries_ = 0;
    ++setting_layer_;
    want_ = setting_layer_ == tuned() ? Want::Commit : Want::Write;
  } else if (retries_++ < options_.cfg_retries) {
    want_ = Want::Write;
  } else {
    blame(regs::Error::Readback, static_cast<int>(setting_layer_));
  }
}

void Course::blame(regs::Error error, int detail) {
  if (!cause_) cause_ = ErrorCause{error, detail};
}

std::string Course::end_fault(const PlatformResult& result) const {
  if (result.state == regs::State::Done) {
    if (cause_)
      return "the controller reports DONE; the pins show a reason for the error " +
             cause_text(*cause_);
    return flushes_ == 0 ? "" : "flush_o rose in a test that ends with DONE";
  }
  if (result.state != regs::State::Error) {
    return std::string("the interrupt came in state ") + regs::name(result.state);
  }
  const ErrorCause reported{result.error, result.error_detail};
  std::optional<ErrorCause> cause = cause_;
  // When exactly the image became overdue depends on the controller; Latency says when it must
  // have.
  if (!cause && reported.error == regs::Error::ImageTimeout && image_out_) {
    cause = ErrorCause{regs::Error::ImageTimeout, static_cast<int>((begun_ - 1) % images_a_pass())};
  }
  if (!cause) {
    return "the controller reports the error " + cause_text(reported) +
           "; the pins show no reason for one";
  }
  if (cause->error != reported.error || cause->detail != reported.detail) {
    return "the controller reports the error " + cause_text(reported) +
           "; the pins show a reason for " + cause_text(*cause);
  }
  return flushes_ == 1 ? "" : "flush_o did not rise with the error";
}

}  // namespace kintsugi
