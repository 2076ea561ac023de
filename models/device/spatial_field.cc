#include "models/device/spatial_field.h"

#include <algorithm>

#include "models/core/random.h"

namespace kintsugi {
namespace {

constexpr double kLengthsPerSpacing = 0.938668;  // c(0.938668) = 1/e

// The node before a position in units of the spacing, and the weights of it and the next one.
struct Between {
  uint32_t node;
  QuarterTurn weights;
};

Between between(int cell, double inverse_spacing, double phase) {
  const double position = cell * inverse_spacing + phase;
  const auto node = static_cast<uint32_t>(position);
  return {node, quarter_turn(position - node)};
}

}  // namespace

double field_correlation(double distance, double correlation_length) {
  const double u = distance * kLengthsPerSpacing / correlation_length;
  if (u >= 2.0) return 0.0;
  const QuarterTurn turn = quarter_turn(u <= 1.0 ? u : 2.0 - u);  // angle u or its supplement
  const double cosine = u <= 1.0 ? turn.cosine : -turn.cosine;
  return (1.0 - u / 2.0) * cosine + turn.sine / 3.14159265358979323846;
}

SpatialField::SpatialField(const SpatialTerms& terms, uint64_t seed, uint32_t die, uint32_t tile,
                           int rows, int columns)
    : terms_(terms),
      seed_(seed),
      die_(die),
      tile_(tile),
      rows_(rows),
      columns_(columns),
      inverse_spacing_(kLengthsPerSpacing / terms.correlation_length),
      column_(columns),
      gradient_(static_cast<size_t>(columns)) {
  for (int c = 0; c < columns; ++c) {
    gradient_[static_cast<size_t>(c)] =
        static_cast<float>(terms.gradient_columns * ((c + 0.5) / columns - 0.5));
  }
  if (terms.sigma == 0.0) return;
  const RandomKey phase{seed, die, tile, RandomRole::SpatialPhase};
  row_phase_ = uniform(phase, 0);
  const double column_phase = uniform(phase, 1);
  for (int c = 0; c < columns; ++c) {
    const Between place = between(c, inverse_spacing_, column_phase);
    node_.push_back(place.node);
    left_.push_back(static_cast<float>(place.weights.cosine));
    right_.push_back(static_cast<float>(place.weights.sine));
  }
  lower_.resize(static_cast<size_t>(columns));
  upper_.resize(static_cast<size_t>(columns));
}

// A row of nodes, interpolated to every column.
void SpatialField::expand(uint64_t node_row, std::vector<float>& line) const {
  const size_t nodes = node_.back() + size_t{2};
  const uint64_t stride = (nodes + 3) / 4 * 4;
  std::vector<float> normals(nodes);
  const RandomKey key{seed_, die_, tile_, RandomRole::SpatialField};
  fill_single_normal(key, node_row * stride, nodes, normals.data());
  for (float& z : normals) z *= static_cast<float>(terms_.sigma);
  for (size_t c = 0; c < line.size(); ++c) {
    line[c] = left_[c] * normals[node_[c]] + right_[c] * normals[node_[c] + 1];
  }
}

void SpatialField::start_row() {
  ++row_;
  column_ = 0;
  row_value_ = static_cast<float>(terms_.gradient_rows * ((row_ + 0.5) / rows_ - 0.5));
  if (terms_.sigma == 0.0) return;
  const Between place = between(row_, inverse_spacing_, row_phase_);
  lower_weight_ = static_cast<float>(place.weights.cosine);
  upper_weight_ = static_cast<float>(place.weights.sine);
  if (place.node == node_row_) return;
  if (place.node == node_row_ + 1) {
    lower_.swap(upper_);
  } else {
    expand(place.node, lower_);
  }
  expand(place.node + uint64_t{1}, upper_);
  node_row_ = place.node;
}

void SpatialField::add_next(size_t count, float* values) {
  while (count > 0) {
    if (column_ == columns_) start_row();
    const size_t run = std::min(count, static_cast<size_t>(columns_ - column_));
    const float* gradient = gradient_.data() + column_;
    if (terms_.sigma == 0.0) {
      for (size_t i = 0; i < run; ++i) values[i] += row_value_ + gradient[i];
    } else {
      const float* lower = lower_.data() + column_;
      const float* upper = upper_.data() + column_;
      for (size_t i = 0; i < run; ++i) {
        values[i] += row_value_ + gradient[i] + lower_weight_ * lower[i] + upper_weight_ * upper[i];
      }
    }
    values += run;
    count -= run;
    column_ += static_cast<int>(run);
  }
}

}  // namespace kintsugi
