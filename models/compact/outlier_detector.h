// Which dies to reject, by a limit that no label set.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "models/compact/accuracy_regressor.h"

namespace kintsugi::compact {

// Points of accuracy a die would lose on images if the nominal die's shares of the classes
// `shares` [images][classes], rows of sum 1, were the chances of each being right: by how much the
// share of the class that the die found (`found` [images]) is below the largest one, on average.
double expected_loss(const Eigen::MatrixXd& shares, const std::vector<int>& found);

// A die is an outlier when its answers foretell an expected loss above the limit. Neither answers
// nor losses of the training dies need a label; the limit is what a good die may lose.
class OutlierDetector {
 public:
  // `loss` [dies] as expected_loss() gives it, of stand-in images.
  OutlierDetector(const Answers& training, const Eigen::VectorXd& loss, double limit)
      : regressor_(training, loss), limit_(limit) {}

  Eigen::VectorXd loss(const Answers& dies) const { return regressor_.predict(dies); }
  std::vector<bool> passes(const Answers& dies) const;
  const AccuracyRegressor& regressor() const { return regressor_; }

 private:
  AccuracyRegressor regressor_;
  double limit_;
};

}  // namespace kintsugi::compact
