// Answers of dies that were never made: one hidden cause a die, seen by some images only.
#pragma once

#include <Eigen/Dense>

#include "models/compact/answers.h"
#include "models/core/random.h"

namespace kintsugi::testing {

struct MadeDies {
  compact::Answers answers;
  Eigen::VectorXd accuracy;
};

// Image `telling` shows the cause of each die in all its columns, the others noise. The accuracy
// falls with the square of the cause.
inline MadeDies made_dies(int dies, int images, int telling, uint64_t seed) {
  constexpr Eigen::Index kColumns = 3;
  MadeDies out{
      {Eigen::MatrixXd(dies, images * kColumns), Eigen::MatrixXd(dies, images * kColumns), images},
      Eigen::VectorXd(dies)};
  const RandomKey key{seed, 0, 0, RandomRole::Resample};
  uint64_t draw = 0;
  for (Eigen::Index d = 0; d < dies; ++d) {
    const double cause = standard_normal(key, draw++);
    out.accuracy(d) = -3.0 * cause * cause;
    for (Eigen::Index c = 0; c < images * kColumns; ++c) {
      const bool tells = c / kColumns == telling;
      out.answers.layers(d, c) = (tells ? 5.0 * cause : 0.0) + 0.1 * standard_normal(key, draw++);
      out.answers.details(d, c) = standard_normal(key, draw++);
    }
  }
  return out;
}

}  // namespace kintsugi::testing
