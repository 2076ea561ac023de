#include "testbench/checkers/course.h"

namespace kintsugi {

std::string Course::on_cycle(const ControllerOutputs& before, const Cycle& cycle) {
  const ControllerInputs& in = cycle.in;
  if (running_ && in.sig_valid != 0 && before.sig_ready != 0) watch_signature(in);
  std::string fault = watch_stimulus(before, cycle);
  if (running_ && cycle.rtl.flush != 0 && before.flush == 0) {
    ++runs_.back().flushes;
    images_.stop_playing();
  }
  if (running_ && cycle.rtl.irq != 0) end_run();
  // What is written acts before it is answered: what is seen with the answer may be due to it, and
  // may have been begun before it.
  const bool answered = in.csr_psel != 0 && in.csr_penable != 0 && before.csr_pready != 0;
  const bool written = answered && in.csr_pwrite != 0 && before.csr_pslverr == 0;
  const bool monitored = told_.monitors();
  if (written) told_.write(in.csr_paddr, in.csr_pwdata, in.csr_pstrb);
  if (written && running_) told_.engines_work();
  monitored_ = monitored || told_.monitors();
  const bool commanded = written && in.csr_paddr == regs::kCtrlAddress && (in.csr_pstrb & 1U) != 0;
  const uint32_t command = commanded ? in.csr_pwdata : 0;
  if (regs::kCtrlClear.get(command) != 0) monitor_error_.reset();
  if (fault.empty()) fault = watch_cfg(before, cycle);
  obey(command);
  if (running_ || !told_.monitors()) monitor_.stop();
  return fault;
}

void Course::obey(uint32_t command) {
  if (regs::kCtrlAbort.get(command) != 0) {
    if (running_) end_run();
  } else if (!running_ && regs::kCtrlClear.get(command) == 0) {
    const bool start = regs::kCtrlStart.get(command) != 0;
    if (start || regs::kCtrlAdapt.get(command) != 0) begin_run(!start);
  }
}

void Course::begin_run(bool adaptation) {
  running_ = true;
  told_.engines_work();
  runs_.emplace_back();
  runs_.back().allowed = monitor_error_;
  images_.drop();
  begun_ = test_begun_ = answered_ = 0;
  saved_ = 0;
  commits_ = words_ = 0;
  layer_ = word_ = 0;
  writing_ = {};
  part_ = told_.judges() ? Part::Saving : Part::Testing;
  if (adaptation) begin_adaptation();
}

void Course::end_run() {
  running_ = false;
  Run& run = runs_.back();
  run.left_open = left_open();
  if (image_out()) {
    const size_t image = begun_ - 1;
    run.overdue =
        static_cast<int>(part_ == Part::Answers ? image - test_begun_ : image % told_.images());
  }
  images_.drop();
}

// What a run may not leave behind when it ends well.
std::string Course::left_open() const {
  if (image_out()) return "an image that is not answered";
  if (part_ == Part::Testing && !between_passes()) return "a pass that is not complete";
  if (part_ == Part::Testing && (layer_ > 0 || writing_.begun()))
    return "a setting without its commit";
  if (part_ == Part::Download) return "a download that is not complete";
  if (part_ == Part::Commit) return "a download without its commit";
  if (part_ == Part::Answers) return "labelled images that were not played";
  if (part_ == Part::Learned && writing_.begun()) return "a learned word that is not read back";
  return "";
}

// --- Images --------------------------------------------------------------------------------------

bool Course::between_passes() const { return test_begun_ % told_.images() == 0; }

std::string Course::watch_stimulus(const ControllerOutputs& before, const Cycle& cycle) {
  images_.take_pixel(before, cycle.in);
  if (!ImageOrder::offers(before, cycle)) return "";
  if (!images_.playing()) return image_begins(cycle.rtl);
  return cycle.rtl.stim_tag == images_.tag() ? "" : "the tag changes within an image";
}

std::string Course::image_begins(const ControllerOutputs& now) {
  const std::string image = "image " + std::to_string(begun_);
  if (!running_) return image + " is played outside a test";
  const auto& cause = runs_.back().cause;
  if (cause) return image + " is played after a reason for the error " + cause_text(*cause);
  if (image_out()) return image + " is played before the signature of the one before is complete";
  std::string fault = part_ < Part::Download ? test_image(image) : "";
  if (part_ == Part::Download || part_ == Part::Commit) {
    fault = image + " is played before the download is complete";
  }
  if (part_ > Part::Answers) fault = image + " is played behind the last";
  if (!fault.empty()) return fault;
  fault = images_.begin(now.stim_tag);
  if (!fault.empty()) return image + " " + fault;
  ++begun_;
  if (part_ == Part::Testing) ++test_begun_;
  return "";
}

std::string Course::test_image(const std::string& image) const {
  if (test_begun_ == 0 && told_.judges() && saved_ != told_.tuned()) {
    return image + " is played before the active setting was read";
  }
  if (between_passes() && commits_ != test_begun_ / told_.images()) {
    return image + " begins a pass that no committed setting asks for";
  }
  return "";
}

void Course::watch_signature(const ControllerInputs& in) {
  if (runs_.back().cause || !image_out()) return;
  const int fault = images_.take_beat(told_, in);
  if (fault != 0) blame({regs::Error::Framing, fault});
  if (image_out()) return;
  if (part_ == Part::Testing) ++answered_;
  if (part_ == Part::Answers && begun_ - test_begun_ == told_.labelled_images()) {
    part_ = Part::Learned;
    word_ = told_.first_learned();
  }
}

// --- Errors --------------------------------------------------------------------------------------

void Course::blame(ErrorCause cause) {
  if (!runs_.back().cause) runs_.back().cause = cause;
}

std::string Course::end_fault(const PlatformResult& result) const {
  return end_fault(0, result.state, {result.error, result.error_detail});
}

std::string Course::end_fault(size_t number, regs::State state, ErrorCause reported) const {
  if (number >= runs_.size()) return "the controller reports a run that nobody began";
  const Run& run = runs_[number];
  if (state == regs::State::Done) {
    if (run.cause) {
      return "the controller reports DONE; the pins show a reason for the error " +
             cause_text(*run.cause);
    }
    if (!run.left_open.empty()) return "the controller reports DONE and leaves " + run.left_open;
    return run.flushes == 0 ? "" : "flush_o rose in a test that ends with DONE";
  }
  if (state != regs::State::Error) {
    return std::string("the interrupt came in state ") + regs::name(state);
  }
  const bool spoilt = reported.error == regs::Error::Parity && told_.spoils(reported.detail);
  // A rejected START shows the monitor's error, whose flush came before.
  if (run.allowed && *run.allowed == reported) return "";
  // When exactly an image became overdue depends on the controller; Latency says when it must have.
  const bool overdue = !run.cause && run.overdue && reported.error == regs::Error::ImageTimeout &&
                       reported.detail == *run.overdue;
  const std::string text = "the controller reports the error " + cause_text(reported);
  if (!spoilt && !overdue && !run.cause) return text + "; the pins show no reason for one";
  if (!spoilt && !overdue && !(*run.cause == reported)) {
    return text + "; the pins show a reason for " + cause_text(*run.cause);
  }
  return run.flushes == 1 ? "" : "flush_o did not rise with the error";
}

}  // namespace kintsugi
