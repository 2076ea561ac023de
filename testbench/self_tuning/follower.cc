#include "testbench/self_tuning/follower.h"

#include <algorithm>
#include <utility>

namespace kintsugi {

Follower::Follower(Tuning tuning, FollowerOptions options)
    : options_(std::move(options)), tuning_(std::move(tuning)), window_(1 + tuning_.size()) {
  window_.set_images(options_.window);
}

bool Follower::image_over(const std::vector<uint64_t>& sums) {
  if (!pending_.empty()) {
    tuning_ = std::exchange(pending_, {});
    window_.restart();
    return true;
  }
  window_.image_over(sums);
  if (window_.sequence() == sequence_) return false;
  sequence_ = window_.sequence();
  Tuning next = next_tuning();
  if (next != tuning_) pending_ = std::move(next);
  return false;
}

Tuning Follower::next_tuning() const {
  Tuning next = tuning_;
  for (size_t l = 0; l < next.size(); ++l) {
    next[l].gain = tuning::next_gain(tuning_[l].gain, window_.sums()[l], window_.sums()[l + 1],
                                     options_.ratios[l], options_.limits);
  }
  return next;
}

std::vector<uint32_t> activation_ratios(const std::vector<uint64_t>& sums) {
  constexpr uint64_t kMost = (1U << 24) - 1;
  std::vector<uint32_t> ratios;
  for (size_t l = 1; l < sums.size(); ++l) {
    const uint64_t in = sums[l - 1];
    const uint64_t ratio = in == 0 ? 0 : ((sums[l] << 16) + in / 2) / in;
    ratios.push_back(static_cast<uint32_t>(std::min(ratio, kMost)));
  }
  return ratios;
}

}  // namespace kintsugi
