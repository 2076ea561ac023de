#include "models/compact/tree_ensemble.h"

#include <algorithm>
#include <stdexcept>

#include "models/core/random.h"

namespace kintsugi::compact {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Split {
  double gain = 1e-12;
  Index column = -1;
  double limit = 0;
};

// The split of `rows` by `column` that takes most off the squared error of `left`.
void best_split(const MatrixXd& x, const VectorXd& left, std::vector<Index> rows, Index column,
                int smallest, Split* best) {
  std::sort(rows.begin(), rows.end(),
            [&](Index a, Index b) { return x(a, column) < x(b, column); });
  double total = 0;
  for (const Index r : rows) total += left(r);
  const auto count = static_cast<double>(rows.size());
  double sum = 0;
  for (size_t i = 0; i + 1 < rows.size(); ++i) {
    sum += left(rows[i]);
    const double below = x(rows[i], column);
    const double above = x(rows[i + 1], column);
    const auto taken = static_cast<double>(i + 1);
    if (taken < smallest || count - taken < smallest || below == above) continue;
    const double rest = total - sum;
    const double gain = sum * sum / taken + rest * rest / (count - taken) - total * total / count;
    if (gain > best->gain) *best = {gain, column, (below + above) / 2};
  }
}

// A share of 0 .. count - 1, at least one.
std::vector<Index> drawn(const RandomKey& key, uint64_t first, Index count, double share) {
  std::vector<Index> out;
  for (Index i = 0; i < count; ++i) {
    if (uniform(key, first + static_cast<uint64_t>(i)) < share) out.push_back(i);
  }
  if (out.empty()) out.push_back(0);
  return out;
}

}  // namespace

TreeEnsemble::TreeEnsemble(const MatrixXd& x, const VectorXd& y, const TreeOptions& options)
    : mean_(y.mean()), rate_(options.rate) {
  if (x.rows() != y.size() || y.size() < 2) {
    throw std::invalid_argument("trees need one value for each of at least 2 dies");
  }
  VectorXd left = y.array() - mean_;
  for (int t = 0; t < options.trees; ++t) {
    const RandomKey key{options.seed, static_cast<uint32_t>(t), 0, RandomRole::Resample};
    const auto columns = drawn(key, 0, x.cols(), options.column_share);
    struct Open {
      size_t node;
      int depth;
      std::vector<Index> rows;
    };
    std::vector<Open> open{{0, 0, drawn(key, uint64_t{1} << 32, x.rows(), options.die_share)}};
    Tree tree(1);
    while (!open.empty()) {
      const Open here = std::move(open.back());
      open.pop_back();
      double sum = 0;
      for (const Index r : here.rows) sum += left(r);
      tree[here.node].value = sum / static_cast<double>(here.rows.size());
      if (here.depth == options.depth) continue;
      Split split;
      for (const Index c : columns) {
        best_split(x, left, here.rows, c, options.smallest_leaf, &split);
      }
      if (split.column < 0) continue;
      tree[here.node].column = split.column;
      tree[here.node].limit = split.limit;
      tree[here.node].left = static_cast<int>(tree.size());
      std::vector<Index> sides[2];
      for (const Index r : here.rows) sides[x(r, split.column) > split.limit].push_back(r);
      for (auto& side : sides) {
        open.push_back({tree.size(), here.depth + 1, std::move(side)});
        tree.emplace_back();
      }
    }
    for (Index r = 0; r < x.rows(); ++r) left(r) -= rate_ * value(tree, x, r);
    trees_.push_back(std::move(tree));
  }
}

double TreeEnsemble::value(const Tree& tree, const MatrixXd& x, Index row) {
  size_t at = 0;
  while (tree[at].left >= 0) {
    at = static_cast<size_t>(tree[at].left) + (x(row, tree[at].column) > tree[at].limit ? 1 : 0);
  }
  return tree[at].value;
}

VectorXd TreeEnsemble::predict(const MatrixXd& x) const {
  VectorXd out = VectorXd::Constant(x.rows(), mean_);
  for (Index r = 0; r < x.rows(); ++r) {
    for (const Tree& tree : trees_) out(r) += rate_ * value(tree, x, r);
  }
  return out;
}

}  // namespace kintsugi::compact
