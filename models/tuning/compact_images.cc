#include "models/tuning/compact_images.h"

#include <algorithm>

namespace kintsugi::tuning {
namespace {

constexpr int kPool = 2000;

struct Candidate {
  int index = 0;
  std::vector<int32_t> hidden;  // last hidden layer
  double distance = 0;          // to the class mean
};

std::vector<Candidate> candidates_of_class(const Die& nominal, const uint8_t* codes,
                                           const uint8_t* labels, int pool,
                                           const std::vector<int>& predicted, int label) {
  const auto pixels = static_cast<size_t>(nominal.chip().network.input.size());
  const auto last_hidden = static_cast<size_t>(nominal.chip().layer_count() - 2);
  const Tuning identity = identity_tuning(nominal.chip());
  std::vector<Candidate> out;
  for (int i = 0; i < pool; ++i) {
    if (labels[i] != label || predicted[static_cast<size_t>(i)] != label) continue;
    const uint8_t* image = codes + static_cast<size_t>(i) * pixels;
    out.push_back({i, run_image(nominal, identity, image)[last_hidden].values, 0});
  }
  return out;
}

void sort_by_distance_to_mean(std::vector<Candidate>* candidates) {
  if (candidates->empty()) return;
  std::vector<double> mean(candidates->front().hidden.size(), 0.0);
  for (const Candidate& c : *candidates) {
    for (size_t h = 0; h < mean.size(); ++h) mean[h] += c.hidden[h];
  }
  for (double& m : mean) m /= static_cast<double>(candidates->size());
  for (Candidate& c : *candidates) {
    for (size_t h = 0; h < mean.size(); ++h) {
      c.distance += (c.hidden[h] - mean[h]) * (c.hidden[h] - mean[h]);
    }
  }
  std::stable_sort(candidates->begin(), candidates->end(),
                   [](const Candidate& a, const Candidate& b) { return a.distance < b.distance; });
}

}  // namespace

std::vector<int> choose_compact_images(const Die& nominal, const uint8_t* codes,
                                       const uint8_t* labels, int count, int wanted) {
  const int pool = std::min(count, kPool);
  const int classes = nominal.chip().network.classes();
  const std::vector<int> predicted =
      classify(nominal, identity_tuning(nominal.chip()), codes, pool);
  std::vector<std::vector<Candidate>> by_class;
  for (int label = 0; label < classes; ++label) {
    by_class.push_back(candidates_of_class(nominal, codes, labels, pool, predicted, label));
    sort_by_distance_to_mean(&by_class.back());
  }
  std::vector<int> chosen;
  for (size_t rank = 0; static_cast<int>(chosen.size()) < wanted; ++rank) {
    bool any = false;
    for (const std::vector<Candidate>& of_class : by_class) {
      if (rank >= of_class.size() || static_cast<int>(chosen.size()) >= wanted) continue;
      chosen.push_back(of_class[rank].index);
      any = true;
    }
    if (!any) break;  // fewer usable images than wanted
  }
  return chosen;
}

}  // namespace kintsugi::tuning
