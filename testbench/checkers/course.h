// The order of traffic on a controller's pins, whatever time it takes: an automaton that is at one
// place of a run and knows what may come next.
//
//   START  [read active of layer 0, 1, ..]            only when repairs are judged
//          pass:     image, its signature, image, ... with tags that count up
//          setting:  write shadow of layer l, read it back, [the same again while they differ],
//                    next layer ...; commit
//          [pass, setting ...]  [adaptation, if told to go on by itself]  interrupt
//   ADAPT  adaptation, interrupt
//
//   adaptation:  write word e of the download, read it back, [again]; next word ...; [commit];
//                [labelled images, each behind the signature of the one before;
//                 words learned, in rising order, written and read back likewise]
//
// A setting comes behind a complete pass, a further pass behind its commit, an adaptation behind a
// setting. What is written, and whether it was to be written at all, is the scoreboard's business.
// A reason for an error, once seen, ends all traffic and must be what the controller reports.
// Outside of runs the monitor may be at work (monitor_order.h). What a controller was told is taken
// from its csr port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/registers/tuning_ctrl.h"
#include "systemc/platform/platform_options.h"
#include "systemc/rtl_host/cycle_observer.h"
#include "testbench/checkers/cfg_order.h"
#include "testbench/checkers/image_order.h"
#include "testbench/checkers/monitor_order.h"
#include "testbench/checkers/told.h"

namespace kintsugi {

class Course {
 public:
  // What is out of order at this edge, one sentence; empty when nothing is. `before`: the outputs
  // after the edge before.
  std::string on_cycle(const ControllerOutputs& before, const Cycle& cycle);

  // What is wrong with how a run ended, given what was seen of it; empty for nothing. Runs are
  // numbered from 0; the result of the platform is that of the first.
  std::string end_fault(const PlatformResult& result) const;
  std::string end_fault(size_t run, regs::State state, ErrorCause reported) const;

  size_t runs() const { return runs_.size(); }  // begun

  // Of the run under way, or the last.
  bool running() const { return running_; }  // from START or ADAPT to the interrupt
  bool adapting() const { return part_ >= Part::Download; }
  bool image_out() const { return images_.out(); }    // first pixel offered, not all answered
  bool playing() const { return images_.playing(); }  // pixels are still to come
  bool in_setting() const;                  // a word is written and more must follow at once
  size_t images() const { return begun_; }  // begun
  size_t passes() const { return answered_ / told_.images(); }  // complete
  size_t passes_begun() const { return (test_begun_ + told_.images() - 1) / told_.images(); }
  size_t words() const { return words_; }  // downloaded and read back
  // Whether the transfer under way may be given up at the next edge.
  bool cfg_timed_out() const { return access_ + 1 >= told_.cfg_timeout(); }

 private:
  // Where in a run: active words are read, passes and settings, words of a download, its commit,
  // labelled images, words that were learned, nothing more.
  enum class Part { Saving, Testing, Download, Commit, Answers, Learned, Done };
  enum class Owner { Nobody, Run, Monitor };

  // What is remembered of a run.
  struct Run {
    std::optional<ErrorCause> cause;    // that must be reported
    std::optional<ErrorCause> allowed;  // that may be
    std::optional<int> overdue;         // image that may be, if one was under way in the end
    size_t flushes = 0;
    std::string left_open;  // what was under way in the end
  };

  void obey(uint32_t command);
  void begin_run(bool adaptation);
  void end_run();
  std::string left_open() const;

  std::string watch_stimulus(const ControllerOutputs& before, const Cycle& cycle);
  std::string image_begins(const ControllerOutputs& now);
  std::string test_image(const std::string& image) const;
  void watch_signature(const ControllerInputs& in);

  std::string watch_cfg(const ControllerOutputs& before, const Cycle& cycle);
  std::string transfer_begins(const ControllerOutputs& setup);
  std::string test_transfer(const ControllerOutputs& setup) const;
  std::string setting_transfer(const ControllerOutputs& setup) const;
  std::string adaptation_transfer(const ControllerOutputs& setup);
  std::string learned_transfer(const ControllerOutputs& setup);
  bool may_adapt() const;
  void begin_adaptation();
  void after_download();
  void transfer_ends(const ControllerOutputs& out, const ControllerInputs& in, bool answered);
  void succeeded(const ControllerOutputs& out, const ControllerInputs& in);
  void word_succeeded(const ControllerOutputs& out, const ControllerInputs& in);
  int transfer_detail() const;
  void blame(ErrorCause cause);
  bool between_passes() const;

  Told told_;
  std::vector<Run> runs_;
  bool running_ = false;
  bool monitored_ = false;  // the monitor may begin a transfer
  std::optional<ErrorCause> monitor_error_;
  Part part_ = Part::Saving;

  // stim and sig
  ImageOrder images_;
  size_t begun_ = 0;       // of this run
  size_t test_begun_ = 0;  // of its test
  size_t answered_ = 0;    // of its test

  // cfg
  Owner owner_ = Owner::Nobody;  // of the transfer under way
  uint64_t access_ = 0;          // cycles of the ACCESS under way
  uint32_t saved_ = 0;
  size_t commits_ = 0;  // of settings
  uint32_t layer_ = 0;  // of the setting, the commit behind the last
  uint32_t word_ = 0;   // of the download
  size_t words_ = 0;
  WordWriting writing_;
  MonitorOrder monitor_;
};

}  // namespace kintsugi
