// PROJECT to CLUSTER (docs/controller.md, sections 7.3 to 7.5). Reads follow from the number of the
// cycle; values are computed at once when they become visible.
#include <vector>

#include "models/controller/reference_impl.h"
#include "models/tuning/algorithm.h"

namespace kintsugi {

using namespace regs;

Verdict ControllerReference::Impl::project_cycle() {
  const uint32_t row = sizes_.weight_row_words;
  const uint32_t words = sizes_.projected * row;
  const auto pace = static_cast<uint32_t>(4 / built_.lanes);  // cycles a word
  const uint32_t n = (state_cycle_ - 1) / pace;
  if (n < words && (state_cycle_ - 1) % pace == 0) {
    read_proj(n);
    const uint32_t statistic = n / row;
    if (n % row == 0 && statistic < sizes_.statistics) {
      read_stat(statistic);
    }
  }
  if (state_cycle_ < words * pace + 3) return Verdict::Stays;
  project();
  return Verdict::Over;
}

void ControllerReference::Impl::project() {
  const std::vector<uint16_t> codes = projected_codes();
  sums_ = {};
  for (uint32_t j = 0; j < codes.size(); ++j) {
    const uint32_t row = j * sizes_.weight_row_words;
    for (uint32_t g = 0; g < sizes_.feature_words; ++g) {
      tuning::project_step(proj_[row + g], codes[j], &sums_[4 * g]);
    }
  }
}

// Codes of the statistics in STAT, then those of the layers' scatter. A channel's nominal stands
// behind the weights of its row.
std::vector<uint16_t> ControllerReference::Impl::projected_codes() const {
  const bool log2_enabled = config(kModeAddress, kModeLog2En) != 0;
  const auto linear_shift = static_cast<int>(config(kModeAddress, kModeLinearShift));
  std::vector<uint16_t> codes;
  for (uint32_t j = 0; j < sizes_.statistics; ++j) {
    codes.push_back(tuning::statistic_code(stat_[j], log2_enabled, linear_shift));
  }
  if (!scatters()) return codes;
  const auto scatter_shift = static_cast<int>(config(kModeAddress, kModeScatterShift));
  uint32_t channel = 3 * sizes_.layers;  // its statistic
  for (uint32_t layer = 0; layer < sizes_.layers; ++layer) {
    const uint32_t end = channel + layer_shape(layer, kLayerShapeChannels);
    uint32_t scatter = 0;
    for (; channel < end; ++channel) {
      const uint32_t word = proj_[channel * sizes_.weight_row_words + sizes_.feature_words];
      const auto nominal = static_cast<int16_t>(static_cast<uint16_t>(word));
      scatter += tuning::scatter_term(codes[channel], codes[3 * layer], nominal);
    }
    codes.push_back(tuning::scatter_code(scatter, scatter_shift));
  }
  return codes;
}

Verdict ControllerReference::Impl::finalise_cycle() {
  const uint32_t means = sizes_.projected * sizes_.weight_row_words;
  if (state_cycle_ <= sizes_.features) {
    read_proj(means + state_cycle_ - 1);
  }
  if (state_cycle_ >= 2) {
    const uint32_t d = state_cycle_ - 2;
    const auto mean = static_cast<int32_t>(proj_[means + d]);
    const auto shift = static_cast<int>(config(kModeAddress, kModeProjectShift));
    const int16_t feature = tuning::finalise_feature(sums_[d], mean, shift);
    features_[get<ObsId::pass>()][d] = feature;
    set<ObsId::feature_we>(1);
    set<ObsId::feature_index>(d);
    set<ObsId::feature_value>(static_cast<uint16_t>(feature));
    monitors_shown_ = true;
  }
  return state_cycle_ == sizes_.features + 1 ? Verdict::Over : Verdict::Stays;
}

Verdict ControllerReference::Impl::cluster_cycle() {
  const uint32_t groups = sizes_.feature_words;
  const uint32_t terms = sizes_.clusters * sizes_.features;
  if (state_cycle_ <= groups) {
    read_codebook(state_cycle_ - 1);
  } else if (state_cycle_ <= groups + terms) {
    const uint32_t term = state_cycle_ - groups - 1;
    const uint32_t k = term / sizes_.features;
    const uint32_t d = term % sizes_.features;
    if (d % 2 == 0) read_codebook(entry_word(k) + 1 + d / 2);
  }
  const bool early = fault_ == ReferenceFault::DoneOneCycleEarly && get<ObsId::pass>() == 1;
  const uint32_t cycles = groups + terms + (early ? 3 : 4);
  return state_cycle_ == cycles ? Verdict::Over : Verdict::Stays;
}

// Written at the end of CLUSTER: the nearest entry that was not tried yet, or the nearest of all.
void ControllerReference::Impl::cluster_over() {
  if (get<ObsId::again>() != 0) {
    set<ObsId::entry>(nearest_entry(0, obs_get<ObsId::tried>(obs_.data())).index);
    set<ObsId::again>(0);
    return enter_write();
  }
  const uint32_t pass = get<ObsId::pass>();
  const Nearest nearest = nearest_entry(pass, 0);
  if (pass == 0) {
    set<ObsId::best0>(nearest.index);
    set<ObsId::dist0>(nearest.distance);
  } else {
    set<ObsId::best1>(nearest.index);
    set<ObsId::dist1>(nearest.distance);
  }
  if (predicts()) return enter(State::Predict);
  if (pass == 0) return enter(State::Decide);
  finish(outcome_of_repair());
}

// Nearest entry to the features of a pass whose bit in `excluded` is 0; ties go to the lower index.
Nearest ControllerReference::Impl::nearest_entry(uint32_t pass, uint64_t excluded) const {
  Nearest best{0, UINT64_MAX};
  for (uint32_t k = 0; k < sizes_.clusters; ++k) {
    if ((excluded >> k & 1U) != 0) continue;
    const uint64_t candidate = distance(pass, k);
    const bool tie = fault_ == ReferenceFault::TieToHigherIndex && candidate == best.distance;
    if (candidate < best.distance || tie) best = {k, candidate};
  }
  return best;
}

uint64_t ControllerReference::Impl::distance(uint32_t pass, uint32_t entry) const {
  const bool l1 = config(kModeAddress, kModeL1En) != 0;
  uint64_t sum = 0;
  for (uint32_t d = 0; d < sizes_.features; ++d) {
    const auto weight = static_cast<uint8_t>(codebook_[d / 4] >> (8 * (d % 4)));
    sum += tuning::distance_term(features_[pass][d], centroid(entry, d), weight, l1);
  }
  return sum;
}

// Feature `d` of the centroid of an entry; two stand in a word.
int16_t ControllerReference::Impl::centroid(uint32_t entry, uint32_t d) const {
  const uint32_t word = codebook_[entry_word(entry) + 1 + d / 2];
  return static_cast<int16_t>(static_cast<uint16_t>(word >> (16 * (d % 2))));
}

}  // namespace kintsugi
