#include "models/tuning/compact_images.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace kintsugi::tuning {
namespace {

constexpr int kPool = 2000;
constexpr int kMarginPool = 4000;

struct Candidate {
  int index = 0;
  std::vector<int32_t> hidden;  // last tuned layer
  double distance = 0;          // to the class mean
};

std::vector<Candidate> candidates_of_class(const Die& nominal, const uint8_t* codes,
                                           const uint8_t* labels, int pool,
                                           const std::vector<int>& predicted, int label) {
  const auto pixels = static_cast<size_t>(nominal.chip().network.input.size());
  const auto last_hidden = static_cast<size_t>(nominal.chip().tuned_layers() - 1);
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

// Images whose right class wins or loses by little come first.
std::vector<int> sorted_by_margin(const Die& nominal, const uint8_t* codes, const uint8_t* labels,
                                  int count) {
  const auto pixels = static_cast<size_t>(nominal.chip().network.input.size());
  const Tuning identity = identity_tuning(nominal.chip());
  std::vector<std::pair<int32_t, int>> margins;
  for (int i = 0; i < count; ++i) {
    const uint8_t* image = codes + static_cast<size_t>(i) * pixels;
    std::vector<int32_t> logits = run_image(nominal, identity, image).back().values;
    const int32_t right = logits[labels[i]];
    logits.erase(logits.begin() + labels[i]);
    margins.emplace_back(std::abs(right - *std::max_element(logits.begin(), logits.end())), i);
  }
  std::sort(margins.begin(), margins.end());
  std::vector<int> indices;
  for (const auto& margin : margins) indices.push_back(margin.second);
  return indices;
}

}  // namespace

std::vector<int> typical_images(const Die& nominal, const uint8_t* codes, const uint8_t* labels,
                                int count, int wanted) {
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

std::vector<int> candidate_images(const Die& nominal, const uint8_t* codes, const uint8_t* labels,
                                  int count, int wanted) {
  std::vector<int> chosen = typical_images(nominal, codes, labels, count, wanted / 5);
  const auto add = [&](int index) {
    if (std::find(chosen.begin(), chosen.end(), index) == chosen.end()) chosen.push_back(index);
  };
  const std::vector<int> by_margin =
      sorted_by_margin(nominal, codes, labels, std::min(count, kMarginPool));
  const auto near = static_cast<size_t>(wanted) / 2;
  const size_t stride = std::max<size_t>(1, by_margin.size() / 10 / std::max<size_t>(1, near));
  for (size_t i = 0; i < near && i * stride < by_margin.size(); ++i) add(by_margin[i * stride]);
  const int rest = wanted - static_cast<int>(chosen.size());
  for (int i = 0; i < rest; ++i) add(static_cast<int>(int64_t{i} * count / std::max(rest, 1)));
  return chosen;
}

}  // namespace kintsugi::tuning
