// The order of traffic on a controller's pins, whatever time it takes: an automaton that is at one
// place of the test and knows what may come next.
//
//   START  [read active of layer 0, 1, ..]            only when repairs are judged
//          pass:     image, its signature, image, ... with tags that count up
//          setting:  write shadow of layer l, read it back, [the same again while they differ],
//                    next layer ...; commit
//          [pass, setting ...]  interrupt
//
// A setting comes behind a complete pass, a further pass behind its commit. What is written, and
// whether it was to be written at all, is the scoreboard's business. A reason for an error, once
// seen, ends all traffic and must be what the controller reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/registers/tuning_ctrl.h"
#include "models/tuning/program.h"
#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/cycle_observer.h"

namespace kintsugi {

struct ErrorCause {
  regs::Error error = regs::Error::None;
  int detail = 0;
};

class Course {
 public:
  // `program` must outlive the course.
  Course(const tuning::TestProgram& program, const PlatformOptions& options)
      : program_(program), options_(options) {}

  // What is out of order at this edge, one sentence; empty when nothing is. `before`: the outputs
  // after the edge before.
  std::string on_cycle(const ControllerOutputs& before, const Cycle& cycle);

  // What is wrong with how the run ended, given what was seen; empty for nothing.
  std::string end_fault(const PlatformResult& result) const;

  bool running() const { return started_ && !ended_; }  // from START to the interrupt
  bool image_out() const { return image_out_; }         // first pixel offered, not all answered
  bool playing() const { return playing_; }             // pixels are still to come
  bool in_setting() const { return layer_written_; }    // first word written, not committed
  size_t images() const { return images_; }             // answered
  size_t passes() const { return images_ / images_a_pass(); }  // complete
  size_t passes_begun() const { return (begun_ + images_a_pass() - 1) / images_a_pass(); }
  // Whether the transfer under way may be given up at the next edge.
  bool cfg_timed_out() const { return access_ + 1 >= options_.cfg_timeout; }

 private:
  enum class Want { Write, ReadBack, Commit };

  size_t images_a_pass() const { return static_cast<size_t>(program_.images()); }
  size_t tuned() const { return static_cast<size_t>(program_.layers()) - 1; }
  bool judges() const { return options_.retest && program_.predict; }

  std::string watch_stimulus(const ControllerOutputs& before, const Cycle& cycle);
  std::string image_begins(const ControllerOutputs& now);
  void watch_signature(const ControllerInputs& in);
  int framing_fault(const ControllerInputs& in) const;
  void accept_beat();
  std::string watch_cfg(const ControllerOutputs& before, const Cycle& cycle);
  std::string transfer_begins(const ControllerOutputs& now) const;
  void transfer_ends(const ControllerOutputs& out, const ControllerInputs& in);
  void transfer_succeeded(const ControllerOutputs& out, const ControllerInputs& in);
  int transfer_detail(const ControllerOutputs& out) const;
  void blame(regs::Error error, int detail);

  const tuning::TestProgram& program_;
  PlatformOptions options_;

  bool started_ = false;
  bool ended_ = false;
  std::optional<ErrorCause> cause_;
  size_t flushes_ = 0;

  // stim and sig
  bool playing_ = false;
  bool image_out_ = false;
  size_t images_ = 0;
  size_t begun_ = 0;
  uint8_t tag_ = 0;
  size_t layer_ = 0;  // of the beat that comes next
  int channel_ = 0;
  int beat_ = 0;

  // cfg
  size_t saved_ = 0;
  size_t commits_ = 0;
  Want want_ = Want::Write;
  size_t setting_layer_ = 0;
  bool layer_written_ = false;
  uint32_t retries_ = 0;
  uint32_t word_ = 0;    // written last
  uint64_t access_ = 0;  // cycles of the ACCESS under way
};

}  // namespace kintsugi
