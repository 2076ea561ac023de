#include "models/accelerator/sparse_array.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <stdexcept>

#include "models/core/random.h"

namespace kintsugi {
namespace {

// The weight with the smallest score is taken first. Exponential arrival times with rates |weight|
// make a draw without replacement: Efraimidis and Spirakis, Information Processing Letters 97
// (2006).
std::vector<double> scores(const Layer& layer, int number, SparseSelection selection,
                           uint64_t seed) {
  constexpr double kAfterAllOthers = 100.0;  // -ln of a draw is below 24
  const RandomKey key{seed, 0, static_cast<uint32_t>(number), RandomRole::SparsePosition};
  std::vector<double> all;
  for (size_t i = 0; i < layer.weights.size(); ++i) {
    const double draw = uniform(key, i);
    const int importance = std::abs(int{layer.weights[i]});
    if (selection == SparseSelection::Random) {
      all.push_back(draw);
    } else if (selection == SparseSelection::Magnitude) {
      all.push_back(draw - importance);
    } else if (importance == 0) {
      all.push_back(kAfterAllOthers + draw);
    } else {
      all.push_back(-portable_log(draw) / importance);
    }
  }
  return all;
}

}  // namespace

std::vector<SparsePosition> sparse_positions(const Layer& layer, int number, int count,
                                             SparseSelection selection, uint64_t seed) {
  if (count < 0 || static_cast<size_t>(count) > layer.weights.size()) {
    throw std::invalid_argument("a sparse array cannot have more entries than the layer weights");
  }
  const std::vector<double> score = scores(layer, number, selection, seed);
  std::vector<size_t> order(score.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::partial_sort(order.begin(), order.begin() + count, order.end(), [&](size_t a, size_t b) {
    return score[a] != score[b] ? score[a] < score[b] : a < b;
  });
  std::vector<SparsePosition> positions;
  const auto rows = static_cast<size_t>(layer.rows());
  for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
    positions.push_back({static_cast<int>(order[i] % rows), static_cast<int>(order[i] / rows)});
  }
  std::sort(positions.begin(), positions.end(), [](SparsePosition a, SparsePosition b) {
    return a.row != b.row ? a.row < b.row : a.column < b.column;
  });
  return positions;
}

int sparse_shift(double lsb_per_weight_step, int weight_levels) {
  const double range = lsb_per_weight_step * (weight_levels - 1);
  int shift = 0;
  double reach = 127.0;
  while (shift < kLargestSparseShift && reach / 2.0 >= range) {
    reach /= 2.0;
    ++shift;
  }
  return shift;
}

}  // namespace kintsugi
