#include "testbench/checkers/scoreboard.h"

#include <algorithm>

#include "models/core/fixed.h"

namespace kintsugi {
namespace {

uint32_t to_word(LayerTuning tuning) {
  return regs::kAppliedGain.put(tuning.gain) |
         regs::kAppliedOffset.put(static_cast<uint16_t>(tuning.offset));
}

LayerTuning to_tuning(uint32_t word) {
  return {static_cast<uint16_t>(regs::kAppliedGain.get(word)),
          static_cast<int16_t>(static_cast<uint16_t>(regs::kAppliedOffset.get(word)))};
}

size_t beats_of(const tuning::SignatureShape& shape) {
  return static_cast<size_t>(shape.channels) * static_cast<size_t>(shape.beats);
}

size_t signature_beats(const tuning::TestProgram& program) {
  size_t beats = 0;
  for (const tuning::SignatureShape& shape : program.signature) beats += beats_of(shape);
  return beats;
}

}  // namespace

const std::vector<AdaptRequest> Scoreboard::kNoRequests;

Scoreboard::Scoreboard(const tuning::TestProgram& program,
                       const std::vector<AdaptRequest>& requests, uint64_t on_its_way)
    : program_(program),
      requests_(requests),
      monitored_(on_its_way),
      shadow_(program.signature.empty() ? 0 : program.signature.size() - 1),
      in_force_(shadow_),
      asked_for_(shadow_) {}

bool Scoreboard::on_cycle(const Cycle& cycle) {
  if (cycle.in.rst_n != 0) {
    // Whose transfer it was is known before what begins now is seen.
    of_monitor_ = monitored_.owns();
    monitored_.on_cycle(before_, cycle);
    if (before_.stim_valid != 0) watch_stimulus(cycle);
    if (cycle.in.sig_valid != 0) watch_signature(cycle);
    if (before_.cfg_psel != 0) watch_cfg(cycle);
  }
  before_ = cycle.rtl;
  return true;
}

void Scoreboard::watch_stimulus(const Cycle& cycle) {
  if (cycle.in.stim_ready == 0) return;
  playing_.tag = before_.stim_tag;
  playing_.pixels.push_back(before_.stim_data);
  if (before_.stim_last == 0) return;
  images_.push_back(std::move(playing_));
  playing_ = Image{};
}

void Scoreboard::watch_signature(const Cycle& cycle) {
  if (before_.sig_ready == 0) return;
  if (images_.empty() || cycle.in.sig_tag != images_.back().tag) {
    ++stray_;
  } else {
    images_.back().values.push_back(static_cast<int32_t>(sign_extended(cycle.in.sig_value, 24)));
  }
}

void Scoreboard::watch_cfg(const Cycle& cycle) {
  const bool commit = before_.cfg_pwrite != 0 && before_.cfg_paddr == regs::kTuneCommit;
  if (commit && before_.cfg_penable == 0) {
    asked_for_ = shadow_;
    if (!of_monitor_) ++commits_begun_;
  }
  const bool done = before_.cfg_penable != 0 && cycle.in.cfg_pready != 0;
  if (!done || cycle.in.cfg_pslverr != 0) return;
  if (before_.cfg_pwrite != 0) note_setting(commit);
  if (!of_monitor_) take_transfer(cycle, commit);
}

// What the accelerator holds, whoever wrote it.
void Scoreboard::note_setting(bool commit) {
  const size_t layer = static_cast<size_t>(before_.cfg_paddr - regs::kTuneShadow) / 4;
  if (commit) {
    in_force_ = shadow_;
  } else if (before_.cfg_paddr >= regs::kTuneShadow && layer < shadow_.size()) {
    shadow_[layer] = to_tuning(before_.cfg_pwdata);
  }
}

// Of a run, and ended well.
void Scoreboard::take_transfer(const Cycle& cycle, bool commit) {
  if (commit) {
    ++commits_;
  } else if (before_.cfg_pwrite != 0 && before_.cfg_paddr >= regs::kTileShadow) {
    const Download download{before_.cfg_paddr, before_.cfg_pwdata};
    if (downloads_.empty() || !(downloads_.back() == download)) downloads_.push_back(download);
  } else if (before_.cfg_pwrite != 0) {
    const auto layer = static_cast<size_t>(before_.cfg_paddr - regs::kTuneShadow) / 4;
    shadow_writes_.push_back({commits_, layer, before_.cfg_pwdata});
  } else if (before_.cfg_paddr == regs::kTuneActive + 4 * saved_.size()) {
    saved_.push_back(cycle.in.cfg_prdata);
  }
}

void Scoreboard::expect_setting(const std::string& what, const Tuning& recomputed,
                                const Tuning& reported) {
  expect_same(what + ", layers", recomputed.size(), reported.size());
  for (size_t l = 0; l < std::min(recomputed.size(), reported.size()); ++l) {
    expect_same(what + " word of layer " + std::to_string(l), to_word(recomputed[l]),
                to_word(reported[l]));
  }
}

std::vector<std::string> Scoreboard::finish(const PlatformResult& result) {
  test_images_ = images_.size();
  for (size_t i = 0; i < result.adapted.size() && i < requests_.size(); ++i) {
    test_images_ -= std::min(test_images_, requests_[i].images.size());
  }
  mismatches_.clear();
  check_monitor(result);
  if (result.state == regs::State::Error) {
    check_error(result);
    return mismatches_;
  }
  if (!check_adapted_images(result) || !check_images()) return mismatches_;
  const Replay r = replay(result.retested);
  const auto images = static_cast<size_t>(program_.images());
  expect_same("images played", r.passes * images, test_images_);
  if (!mismatches_.empty()) return mismatches_;

  check_tests(r.flow, result);
  check_verdict(r.flow, result);
  check_saved(result);
  check_writes(r.writes);
  check_setting(r.writes, result);
  check_adaptations(result);
  expect_same("stray beats", stray_, uint64_t{result.stray});
  return mismatches_;
}

bool Scoreboard::check_ended(const PlatformResult& result, size_t i) {
  const AdaptReport& report = result.adapted[i];
  if (report.state == regs::State::Done) return true;
  complain("adaptation " + std::to_string(i) + ", it ended with error " + name(report.error) +
           ", detail " + std::to_string(report.error_detail) + ".");
  return false;
}

// Which images are those of the test cannot be told where an adaptation ended before its own.
bool Scoreboard::check_adapted_images(const PlatformResult& result) {
  for (size_t i = 0; i < std::min(result.adapted.size(), requests_.size()); ++i) {
    if (!requests_[i].images.empty() && !check_ended(result, i)) return false;
  }
  return true;
}

// Whether whole passes of the right images were played and answered; only then is there anything to
// recompute.
bool Scoreboard::check_images() {
  const auto images = static_cast<size_t>(program_.images());
  const size_t passes = std::max<size_t>(1, (test_images_ + images - 1) / images);
  expect_same("images played", passes * images, test_images_);
  for (size_t i = 0; i < test_images_; ++i) check_answer(i, program_.stimuli[i % images]);
  return mismatches_.empty();
}

bool Scoreboard::check_answer(size_t i, const std::vector<uint8_t>& pixels) {
  const std::string image = "image " + std::to_string(i);
  if (images_[i].pixels != pixels) complain(image + " was not played as it was loaded.");
  const size_t beats = images_[i].values.size();
  expect_same(image + ", signature beats", signature_beats(program_), beats);
  return beats == signature_beats(program_);
}

size_t Scoreboard::complete_passes() const {
  const auto complete = [&](const Image& image) {
    return image.values.size() == signature_beats(program_);
  };
  const auto end = std::find_if_not(
      images_.begin(), images_.begin() + static_cast<ptrdiff_t>(test_images_), complete);
  return static_cast<size_t>(end - images_.begin()) / static_cast<size_t>(program_.images());
}

std::vector<ImageOutput> Scoreboard::signature(size_t pass) const {
  std::vector<ImageOutput> signature;
  const auto images = static_cast<size_t>(program_.images());
  for (size_t i = pass * images; i < (pass + 1) * images; ++i) {
    auto value = images_[i].values.begin();
    ImageOutput output;
    for (const tuning::SignatureShape& shape : program_.signature) {
      const auto end = value + static_cast<ptrdiff_t>(beats_of(shape));
      output.push_back({std::vector<int32_t>(value, end)});
      value = end;
    }
    signature.push_back(std::move(output));
  }
  return signature;
}

// The setting the controller found: as it read it, or that of power-up when it did not look.
Tuning Scoreboard::found() const {
  Tuning tuning(static_cast<size_t>(program_.layers()) - 1);
  for (size_t l = 0; l < std::min(saved_.size(), tuning.size()); ++l) {
    tuning[l] = to_tuning(saved_[l]);
  }
  return tuning;
}

// What the flow does after it asked for a pass that was not played rests on nothing; with each pass
// played one write has become certain.
Scoreboard::Replay Scoreboard::replay(bool retest) const {
  const size_t played = complete_passes();
  Replay r;
  r.flow = tuning::test_and_repair(program_, found(), retest, [&](const Tuning&) {
    const size_t pass = r.passes++;
    return pass < played ? tuning::collect_statistics(program_, signature(pass))
                         : std::vector<uint32_t>(static_cast<size_t>(program_.statistics()));
  });
  r.writes = r.flow.writes;
  if (r.passes > played) r.writes.resize(played);
  return r;
}

void Scoreboard::check_tests(const tuning::FlowResult& flow, const PlatformResult& result) {
  expect_all_same("statistic", flow.statistics, result.statistics);
  expect_all_same("features0", flow.features0, result.features0);
  expect_same("best0", flow.nearest0.index, result.best0);
  expect_same("dist0", flow.nearest0.distance, result.dist0);
  expect_same("predicted now", flow.now, result.now);
  expect_same("predicted forecast", flow.forecast, result.forecast);
  if (!flow.retested) return;
  expect_all_same("features1", flow.features1, result.features1);
  expect_same("best1", flow.nearest1.index, result.best1);
  expect_same("dist1", flow.nearest1.distance, result.dist1);
  expect_same("predicted after", flow.after, result.after);
}

void Scoreboard::check_verdict(const tuning::FlowResult& flow, const PlatformResult& result) {
  expect_same("decided", 1, result.decided ? 1 : 0);
  expect_same("decision", static_cast<int>(flow.decision), static_cast<int>(result.decision));
  const bool adapted_at_once = flow.outcome == tuning::FlowOutcome::NeedsAdapt &&
                               !result.adapted.empty() &&
                               result.adapted.front().outcome == result.outcome;
  if (!adapted_at_once) {
    expect_same("outcome", static_cast<int>(flow.outcome), static_cast<int>(result.outcome));
  }
  expect_same("entry", flow.entry, result.entry);
  expect_same("tries", flow.tries, result.tries);
  expect_same("best entry", flow.best_entry, result.best_entry);
  expect_same("best predicted after", flow.best_after, result.best_after);
}

void Scoreboard::check_saved(const PlatformResult& result) {
  const auto layers = static_cast<size_t>(program_.layers()) - 1;
  if (result.retested) {
    expect_same("active words read", program_.predict ? layers : 0, saved_.size());
  }
  const Tuning nothing(layers, LayerTuning{0, 0});
  expect_setting("saved", saved_.empty() ? nothing : found(), result.saved);
}

void Scoreboard::check_writes(const std::vector<Tuning>& writes) {
  // Retries may repeat a layer, so each write is judged by itself.
  for (const ShadowWrite& write : shadow_writes_) {
    const std::string what = "word written to layer " + std::to_string(write.layer) +
                             " of setting " + std::to_string(write.setting);
    if (write.setting >= writes.size() || write.layer >= writes[write.setting].size()) {
      complain(what + ": nothing is to be written there.");
      continue;
    }
    expect_same(what, to_word(writes[write.setting][write.layer]), write.word);
  }
}

// What is in force at the end of a run without error.
void Scoreboard::check_setting(const std::vector<Tuning>& writes, const PlatformResult& result) {
  size_t commits = writes.size();
  for (size_t i = 0; i < result.adapted.size() && i < requests_.size(); ++i) {
    if (requests_[i].commit) ++commits;
  }
  expect_same("commits", commits, commits_);
  const auto layers = static_cast<size_t>(program_.layers()) - 1;
  const Tuning nothing(layers, LayerTuning{0, 0});
  expect_setting("applied", writes.empty() ? nothing : writes.back(), result.applied);
  if (result.active.empty()) return;
  // The monitor's gains are those of its order, so what it left in force is right as well.
  if (monitored_.has_written()) {
    expect_setting("active", in_force_, result.active);
  } else {
    expect_setting("active", writes.empty() ? Tuning(layers) : writes.back(), result.active);
  }
}

// After an error the accelerator must hold a complete setting: the last one committed, or the next
// if its commit has begun (whether a commit that was given up took effect, nobody can know).
void Scoreboard::check_error(const PlatformResult& result) {
  const std::vector<Tuning> writes = replay(true).writes;
  check_writes(writes);
  if (monitored_.has_written()) {
    if (result.active == in_force_ || result.active == asked_for_) return;
  }
  const auto holds = [&](size_t commits) {
    if (commits == 0) return result.active == Tuning(result.active.size());
    return commits <= writes.size() && result.active == writes[commits - 1];
  };
  if (holds(commits_) || holds(commits_begun_)) return;
  complain("After the error the accelerator holds neither its last complete setting nor the next.");
}

}  // namespace kintsugi
