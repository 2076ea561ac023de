// The part of the course that is seen on the cfg port.
#include "testbench/checkers/course.h"

namespace kintsugi {
namespace {

constexpr int kCommitDetail = 255;
constexpr int kDownloadDetail = 0x2000;

}  // namespace

bool Course::in_setting() const {
  const bool download = part_ == Part::Download && word_ > 0;
  return writing_.begun() || layer_ > 0 || download || part_ == Part::Commit;
}

std::string Course::watch_cfg(const ControllerOutputs& before, const Cycle& cycle) {
  const bool access = before.cfg_psel != 0 && before.cfg_penable != 0;
  const bool answered = access && cycle.in.cfg_pready != 0;
  if (access) ++access_;
  if (answered || (access && cycle.rtl.cfg_psel == 0)) transfer_ends(before, cycle.in, answered);
  if (cycle.rtl.cfg_psel == 0 || cycle.rtl.cfg_penable != 0) return "";
  access_ = 0;
  return transfer_begins(cycle.rtl);
}

std::string Course::transfer_begins(const ControllerOutputs& setup) {
  const std::string text = transfer_text(setup);
  owner_ = running_ ? Owner::Run : Owner::Monitor;
  const auto& cause = running_ ? runs_.back().cause : monitor_error_;
  if (cause) return text + " after a reason for the error " + cause_text(*cause);
  if (!running_) {
    return monitored_ ? monitor_.begins(told_, setup) : text + " outside a test";
  }
  if (part_ < Part::Download) {
    const std::string fault = test_transfer(setup);
    if (fault.empty() || !may_adapt()) return fault;
    begin_adaptation();
  }
  return adaptation_transfer(setup);
}

std::string Course::test_transfer(const ControllerOutputs& setup) const {
  const std::string text = transfer_text(setup);
  if (told_.judges() && saved_ < told_.tuned()) {
    const bool save = begun_ == 0 && reads(setup, regs::kTuneActive + 4 * saved_);
    return save ? ""
                : text + "; the active word of layer " + std::to_string(saved_) + " comes next";
  }
  if (image_out() || !between_passes() || commits_ >= passes()) return text + " outside a repair";
  return setting_transfer(setup);
}

std::string Course::setting_transfer(const ControllerOutputs& setup) const {
  const std::string text = transfer_text(setup);
  if (layer_ == told_.tuned()) {
    if (!writes(setup, regs::kTuneCommit)) return text + "; the commit comes next";
    return setup.cfg_pwdata == 1 ? "" : "cfg commits with another word than 1";
  }
  if (writing_.due(setup, regs::kTuneShadow + 4 * layer_)) return "";
  return text + "; the " + writing_.due_text() + " of the shadow of layer " +
         std::to_string(layer_) + " comes next";
}

// A test goes on to adapt behind a setting that is in force.
bool Course::may_adapt() const {
  const bool at_rest = !image_out() && between_passes() && layer_ == 0 && !writing_.begun();
  return told_.adapts_by_itself() && commits_ > 0 && at_rest;
}

void Course::begin_adaptation() {
  part_ = Part::Download;
  word_ = 0;
  if (told_.words() == 0) after_download();
}

void Course::after_download() {
  const bool commit = part_ == Part::Download && told_.commits_download();
  part_ = commit ? Part::Commit : told_.loops() ? Part::Answers : Part::Done;
}

std::string Course::adaptation_transfer(const ControllerOutputs& setup) {
  const std::string text = transfer_text(setup);
  switch (part_) {
    case Part::Download:
      if (writing_.due(setup, told_.download_address(word_))) return "";
      return text + "; the " + writing_.due_text() + " of word " + std::to_string(word_) +
             " of the download comes next";
    case Part::Commit:
      if (!writes(setup, regs::kTuneCommit)) return text + "; the commit comes next";
      return setup.cfg_pwdata == 1 ? "" : "cfg commits with another word than 1";
    case Part::Learned:
      return learned_transfer(setup);
    default:
      return text + " outside a download";
  }
}

// Words that stayed 0 are left out.
std::string Course::learned_transfer(const ControllerOutputs& setup) {
  uint32_t word = word_;
  while (!writing_.begun() && word < told_.words() &&
         setup.cfg_paddr != told_.download_address(word)) {
    ++word;
  }
  if (word < told_.words() && writing_.due(setup, told_.download_address(word))) {
    word_ = word;
    return "";
  }
  return transfer_text(setup) + "; a word that was learned comes next, from word " +
         std::to_string(word_) + " on";
}

// Where a transfer is, for the detail of an error.
int Course::transfer_detail() const {
  if (part_ == Part::Saving) return static_cast<int>(saved_);
  if (part_ == Part::Download || part_ == Part::Learned) {
    return kDownloadDetail + static_cast<int>(word_);
  }
  const bool commit = part_ == Part::Commit || layer_ == told_.tuned();
  return commit ? kCommitDetail : static_cast<int>(layer_);
}

void Course::transfer_ends(const ControllerOutputs& out, const ControllerInputs& in,
                           bool answered) {
  const Owner owner = owner_;
  owner_ = Owner::Nobody;
  // What is under way when a run or the monitor is stopped has no effect.
  if (owner == Owner::Nobody || (owner == Owner::Run) != running_) return;
  if (owner == Owner::Monitor && !told_.monitors()) return;
  const bool good = answered && in.cfg_pslverr == 0;
  if (!good) {
    const auto error = answered ? regs::Error::CfgSlverr : regs::Error::CfgTimeout;
    if (owner == Owner::Run) {
      blame({error, transfer_detail()});
    } else {
      monitor_error_ = ErrorCause{error, monitor_.detail()};
    }
  } else if (owner == Owner::Run) {
    succeeded(out, in);
  } else {
    monitor_error_ = monitor_.ends(told_, out, in);
  }
}

void Course::succeeded(const ControllerOutputs& out, const ControllerInputs& in) {
  if (part_ == Part::Saving) {
    ++saved_;
    if (saved_ == told_.tuned()) part_ = Part::Testing;
  } else if (part_ == Part::Commit) {
    after_download();
  } else if (part_ == Part::Testing && layer_ == told_.tuned()) {
    ++commits_;
    layer_ = 0;
  } else {
    word_succeeded(out, in);
  }
}

void Course::word_succeeded(const ControllerOutputs& out, const ControllerInputs& in) {
  const auto after = writing_.ends(out, in, told_.retries());
  if (after == WordWriting::After::GivenUp) blame({regs::Error::Readback, transfer_detail()});
  if (after != WordWriting::After::Equal) return;
  if (part_ == Part::Testing) {
    ++layer_;
    return;
  }
  ++words_;
  ++word_;
  if (part_ == Part::Download && word_ == told_.words()) after_download();
}

}  // namespace kintsugi
