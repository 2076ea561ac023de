// Gradient-boosted regression trees (Friedman, 2001): squared error, every tree on a share of the
// dies and columns.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <vector>

namespace kintsugi::compact {

struct TreeOptions {
  int trees = 400;
  int depth = 4;
  double rate = 0.05;         // of what each tree says, so much is taken
  double die_share = 0.7;     // of the dies, drawn for each tree
  double column_share = 0.3;  // of the columns, likewise
  int smallest_leaf = 5;      // dies
  uint64_t seed = 1;
};

class TreeEnsemble {
 public:
  // x [dies][columns], y [dies].
  TreeEnsemble(const Eigen::MatrixXd& x, const Eigen::VectorXd& y, const TreeOptions& options = {});

  Eigen::VectorXd predict(const Eigen::MatrixXd& x) const;

 private:
  struct Node {
    Eigen::Index column = 0;
    double limit = 0;  // left: below or equal
    int left = -1;     // -1: a leaf, right = left + 1 otherwise
    double value = 0;
  };
  using Tree = std::vector<Node>;
  static double value(const Tree& tree, const Eigen::MatrixXd& x, Eigen::Index row);

  double mean_ = 0;
  double rate_ = 0;
  std::vector<Tree> trees_;
};

}  // namespace kintsugi::compact
