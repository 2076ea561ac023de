#include "testbench/checkers/scoreboard.h"

#include <algorithm>

namespace kintsugi {
namespace {

int32_t sign_extended(uint32_t value) {
  return static_cast<int32_t>(value << 8) >> 8;  // 24 bits
}

uint32_t to_word(LayerTuning tuning) {
  return regs::kAppliedGain.put(tuning.gain) |
         regs::kAppliedOffset.put(static_cast<uint16_t>(tuning.offset));
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

bool Scoreboard::on_cycle(const Cycle& cycle) {
  if (cycle.in.rst_n != 0) {
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
    images_.back().values.push_back(sign_extended(cycle.in.sig_value));
  }
}

void Scoreboard::watch_cfg(const Cycle& cycle) {
  if (before_.cfg_pwrite != 0 && before_.cfg_paddr == regs::kTuneCommit) commit_begun_ = true;
  const bool done = before_.cfg_penable != 0 && cycle.in.cfg_pready != 0;
  if (!done || before_.cfg_pwrite == 0 || cycle.in.cfg_pslverr != 0) return;
  if (before_.cfg_paddr == regs::kTuneCommit) {
    ++commits_;
  } else {
    shadow_writes_.push_back({(before_.cfg_paddr - regs::kTuneShadow) / 4, before_.cfg_pwdata});
  }
}

template <typename T>
void Scoreboard::expect_same(const std::string& what, const T& recomputed, const T& reported) {
  if (recomputed == reported) return;
  complain(what + ": the controller reports " + std::to_string(reported) + ", recomputed is " +
           std::to_string(recomputed) + ".");
}

template <typename T>
void Scoreboard::expect_all_same(const std::string& what, const std::vector<T>& recomputed,
                                 const std::vector<T>& reported) {
  expect_same(what + ", count", recomputed.size(), reported.size());
  for (size_t i = 0; i < std::min(recomputed.size(), reported.size()); ++i) {
    expect_same(what + " " + std::to_string(i), recomputed[i], reported[i]);
  }
}

std::vector<std::string> Scoreboard::finish(const PlatformResult& result) {
  mismatches_.clear();
  if (result.state == regs::State::Error) {
    check_error(result);
    return mismatches_;
  }
  if (!check_images(result.retested ? 2 : 1)) return mismatches_;

  const tuning::Nearest nearest = check_pass(0, result);
  const tuning::Disposition decision = tuning::decide(program_, nearest);
  expect_same("decided", 1, result.decided ? 1 : 0);
  expect_same("decision", static_cast<int>(decision), static_cast<int>(result.decision));
  check_repair(
      result, nearest.index,
      decision == tuning::Disposition::Repair || decision == tuning::Disposition::RepairAndAdapt);
  if (result.retested) check_pass(1, result);
  expect_same("stray beats", stray_, uint64_t{result.stray});
  return mismatches_;
}

// Whether the right images were played and answered; only then is there anything to recompute.
bool Scoreboard::check_images(int passes) {
  const auto wanted = static_cast<size_t>(passes * program_.images());
  expect_same("images played", wanted, images_.size());
  for (size_t i = 0; i < std::min(wanted, images_.size()); ++i) {
    const std::string image = "image " + std::to_string(i);
    if (images_[i].pixels != program_.stimuli[i % program_.stimuli.size()]) {
      complain(image + " was not played as the test program has it.");
    }
    expect_same(image + ", signature beats", signature_beats(program_), images_[i].values.size());
  }
  if (wanted == 0) complain("No image was played: nothing was checked.");
  return mismatches_.empty();
}

std::vector<ImageOutput> Scoreboard::signature(int pass) const {
  std::vector<ImageOutput> signature;
  const int first = pass * program_.images();
  for (int i = first; i < first + program_.images(); ++i) {
    auto value = images_[static_cast<size_t>(i)].values.begin();
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

tuning::Nearest Scoreboard::check_pass(int pass, const PlatformResult& result) {
  const std::string suffix = std::to_string(pass);
  const std::vector<uint32_t> statistics = tuning::collect_statistics(program_, signature(pass));
  const bool last = pass == (result.retested ? 1 : 0);
  if (last) expect_all_same("statistic", statistics, result.statistics);
  const std::vector<int16_t> features = tuning::compute_features(program_, statistics);
  expect_all_same("features" + suffix, features, pass == 0 ? result.features0 : result.features1);
  const tuning::Nearest nearest = tuning::nearest_entry(program_, features);
  expect_same("best" + suffix, nearest.index, pass == 0 ? result.best0 : result.best1);
  expect_same("dist" + suffix, nearest.distance, pass == 0 ? result.dist0 : result.dist1);
  return nearest;
}

void Scoreboard::check_repair(const PlatformResult& result, int entry, bool repaired) {
  expect_same("commits", repaired ? 1 : 0, commits_);
  if (!repaired) {
    expect_same("shadow registers written", size_t{0}, shadow_writes_.size());
    return;
  }
  const Tuning repair = tuning::repair_of(program_, entry);
  for (size_t l = 0; l < repair.size(); ++l) {
    const std::string layer = " of layer " + std::to_string(l);
    expect_same("applied word" + layer, to_word(repair[l]), to_word(result.applied[l]));
    if (!result.active.empty()) {
      expect_same("active word" + layer, to_word(repair[l]), to_word(result.active[l]));
    }
  }
  // Retries may repeat a layer, so each write is judged by itself.
  for (const ShadowWrite& write : shadow_writes_) {
    const bool known = write.layer >= 0 && static_cast<size_t>(write.layer) < repair.size();
    const uint32_t wanted = known ? to_word(repair[static_cast<size_t>(write.layer)]) : 0;
    expect_same("word written to layer " + std::to_string(write.layer), wanted, write.word);
  }
}

// After an error the accelerator must hold a complete setting: that of power-up, or the whole
// repair once a commit has begun (whether a commit that was given up took effect, nobody can know).
void Scoreboard::check_error(const PlatformResult& result) {
  const bool repaired =
      commit_begun_ && result.decided && result.active == tuning::repair_of(program_, result.best0);
  const bool untouched = result.active == Tuning(result.active.size());
  if (repaired || (untouched && commits_ == 0)) return;
  complain(
      "After the error the accelerator holds neither its power-up setting nor a whole repair.");
}

}  // namespace kintsugi
