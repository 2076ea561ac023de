// What follows from features: PREDICT, DECIDE, JUDGE and the outcome (docs/controller.md, sections
// 6, 7.5 and 7.7).
#include <vector>

#include "models/controller/reference_impl.h"
#include "models/tuning/algorithm.h"

namespace kintsugi {

using namespace regs;

namespace {

constexpr uint32_t kMostTries = 15;

}  // namespace

Verdict ControllerReference::Impl::predict_cycle() {
  const bool test = get<ObsId::pass>() == 0;
  const uint32_t centres = test ? sizes_.centroid_words : 0;
  const uint32_t words = centres + (test ? 2 : 1) * sizes_.row_words;
  const uint32_t n = state_cycle_ - 1;
  if (n < words) {
    const uint32_t entry = entry_word(get<ObsId::best0>());
    const uint32_t rows = test ? entry + sizes_.rows : sizes_.feature_words;
    read_codebook(n < centres ? entry + 1 + n : rows + n - centres);
  }
  return state_cycle_ == words + 3 ? Verdict::Over : Verdict::Stays;
}

void ControllerReference::Impl::predict_over() {
  if (get<ObsId::pass>() == 0) {
    const uint32_t best = get<ObsId::best0>();
    const uint32_t rows = entry_word(best) + sizes_.rows;
    const std::vector<int16_t> centres = centroid(best);
    set<ObsId::now>(predicted(rows, 0, centres));
    set<ObsId::forecast>(predicted(rows + sizes_.row_words, 0, centres));
    return enter(State::Decide);
  }
  const std::vector<int16_t> zeros(sizes_.features, 0);
  set<ObsId::after>(predicted(sizes_.feature_words, 1, zeros));
  enter(State::Judge);
}

// Accuracy by the row at `word` from the features of a pass, as it lies in a register.
uint16_t ControllerReference::Impl::predicted(uint32_t word, uint32_t pass,
                                              const std::vector<int16_t>& centres) const {
  const int32_t sum = slope_sum(word + 1, pass, centres);
  const auto shift = static_cast<int>(config(kShiftsAddress, kShiftsPredict));
  return static_cast<uint16_t>(tuning::predicted_accuracy(as_signed(codebook_[word]), sum, shift));
}

// Slope sum of the G words at `word` over the features of a pass.
int32_t ControllerReference::Impl::slope_sum(uint32_t word, uint32_t pass,
                                             const std::vector<int16_t>& centres) const {
  std::vector<uint32_t> slopes;
  for (uint32_t g = 0; g < sizes_.feature_words; ++g) slopes.push_back(codebook_[word + g]);
  const auto features = features_[pass].begin();
  return tuning::slope_sum(slopes, {features, features + sizes_.features}, centres);
}

std::vector<int16_t> ControllerReference::Impl::centroid(uint32_t entry) const {
  std::vector<int16_t> result;
  for (uint32_t d = 0; d < sizes_.features; ++d) result.push_back(centroid(entry, d));
  return result;
}

Verdict ControllerReference::Impl::decide_cycle() {
  const bool early = fault_ == ReferenceFault::DoneOneCycleEarly && !repairs(decision());
  if (state_cycle_ == 1) {
    read_codebook(entry_word(get<ObsId::best0>()));
    return early ? Verdict::Over : Verdict::Stays;
  }
  return Verdict::Over;
}

void ControllerReference::Impl::decide_over() {
  const Decision taken = decision();
  set<ObsId::decision>(static_cast<uint64_t>(taken));
  set<ObsId::decided>(1);
  set<ObsId::entry>(get<ObsId::best0>());
  if (repairs(taken)) return enter_write();
  finish(taken == Decision::Pass ? Outcome::Passed : Outcome::Rejected);
}

Decision ControllerReference::Impl::decision() const {
  const uint64_t limit = uint64_t{config(kRejectHiAddress, kRejectHiLimit)} << 32 |
                         config(kRejectLoAddress, kRejectLoLimit);
  if (obs_get<ObsId::dist0>(obs_.data()) > limit) return Decision::Reject;
  if (!predicts()) return static_cast<Decision>(codebook_[entry_word(get<ObsId::best0>())] & 3U);
  const int16_t forecast = as_signed(get<ObsId::forecast>());
  const auto reaches = [this](int16_t accuracy, uint32_t address, Field field) {
    return accuracy >= as_signed(config(address, field));
  };
  if (reaches(as_signed(get<ObsId::now>()), kLimitsTestAddress, kLimitsTestPass)) {
    return Decision::Pass;
  }
  if (reaches(forecast, kLimitsTestAddress, kLimitsTestRepair)) return Decision::Repair;
  if (reaches(forecast, kLimitsJudgeAddress, kLimitsJudgeAdapt)) return Decision::RepairAndAdapt;
  return Decision::Reject;
}

bool ControllerReference::Impl::repairs(Decision decision) {
  return decision == Decision::Repair || decision == Decision::RepairAndAdapt;
}

void ControllerReference::Impl::judge_over() {
  const uint32_t tries = get<ObsId::tries>() + 1;
  const uint32_t entry = get<ObsId::entry>();
  const int16_t after = as_signed(get<ObsId::after>());
  if (tries == 1 || after > as_signed(get<ObsId::best_after>())) {
    set<ObsId::best_after>(get<ObsId::after>());
    set<ObsId::best_entry>(entry);
  }
  set<ObsId::tries>(tries < kMostTries ? tries : kMostTries);
  set<ObsId::tried>(obs_get<ObsId::tried>(obs_.data()) | uint64_t{1} << entry);

  if (after >= as_signed(config(kLimitsJudgeAddress, kLimitsJudgeShip))) {
    return finish(outcome_of_repair());
  }
  if (tries <= config(kFallbacksAddress, kFallbacksCount) && tries < sizes_.clusters) {
    set<ObsId::again>(1);
    return enter(State::Cluster);
  }
  if (as_signed(get<ObsId::best_after>()) > as_signed(get<ObsId::now>())) {
    if (get<ObsId::best_entry>() == entry) return finish(Outcome::Below);
    set<ObsId::entry>(get<ObsId::best_entry>());
  } else {
    set<ObsId::restoring>(1);
  }
  set<ObsId::last_write>(1);
  enter_write();
}

void ControllerReference::Impl::commit_over() {
  if (get<ObsId::adapting>() != 0) {
    return loops() ? start_image(2, 0) : finish(Outcome::Loaded);
  }
  const bool last_write = get<ObsId::last_write>() != 0;
  if (config(kModeAddress, kModeRetestEn) != 0 && !last_write) return start_image(1, 0);
  if (!last_write) return finish(outcome_of_repair());
  finish(get<ObsId::restoring>() != 0 ? Outcome::Restored : Outcome::Below);
}

Outcome ControllerReference::Impl::outcome_of_repair() const {
  const auto taken = static_cast<Decision>(get<ObsId::decision>());
  return taken == Decision::Repair ? Outcome::Repaired : Outcome::NeedsAdapt;
}

// Enters DONE, or LOAD where a test goes on to adapt by itself.
void ControllerReference::Impl::finish(Outcome outcome) {
  const bool goes_on = outcome == Outcome::NeedsAdapt && get<ObsId::adapting>() == 0 &&
                       config(kAdaptAddress, kAdaptAuto) != 0;
  if (goes_on) {
    set<ObsId::adapting>(1);
    return enter_load();
  }
  set<ObsId::outcome>(static_cast<uint64_t>(outcome));
  enter(State::Done);
}

}  // namespace kintsugi
