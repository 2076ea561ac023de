#include "models/compact/outlier_detector.h"

#include <stdexcept>

namespace kintsugi::compact {

double expected_loss(const Eigen::MatrixXd& shares, const std::vector<int>& found) {
  if (static_cast<size_t>(shares.rows()) != found.size() || found.empty()) {
    throw std::invalid_argument("an expected loss needs one class for each image");
  }
  double sum = 0;
  for (Eigen::Index i = 0; i < shares.rows(); ++i) {
    sum += shares.row(i).maxCoeff() - shares(i, found[static_cast<size_t>(i)]);
  }
  return 100.0 * sum / static_cast<double>(shares.rows());
}

std::vector<bool> OutlierDetector::passes(const Answers& dies) const {
  std::vector<bool> out;
  for (const double lost : loss(dies)) out.push_back(lost <= limit_);
  return out;
}

}  // namespace kintsugi::compact
