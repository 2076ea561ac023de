// Slow variation across one array: a spatially correlated Gaussian field and a linear gradient, in
// ln G, generated row by row.
//
// The field is drawn on a coarse grid of nodes, spacing S cells, shifted by a random phase in each
// tile. Between two nodes a and b at share t it is cos(pi t / 2) a + sin(pi t / 2) b, in both
// directions one after the other, so every cell has exactly the same variance. Averaged over the
// phase the correlation of two cells is c(rows apart / S) * c(columns apart / S) with
//   c(u) = (1 - u / 2) cos(pi u / 2) + sin(pi u / 2) / pi for u < 2, 0 beyond,
// and S = correlation_length / 0.938668, where c = 1/e. Fields of different tiles are independent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kintsugi {

struct SpatialTerms {
  double sigma = 0.0;               // of the field
  double correlation_length = 8.0;  // cells
  double gradient_rows = 0.0;       // ln G from the first row to the last
  double gradient_columns = 0.0;    // ln G from the first column to the last
  bool any() const { return sigma != 0.0 || gradient_rows != 0.0 || gradient_columns != 0.0; }
};

// c(distance / S) of the field above, along rows or columns.
double field_correlation(double distance, double correlation_length);

class SpatialField {
 public:
  SpatialField(const SpatialTerms& terms, uint64_t seed, uint32_t die, uint32_t tile, int rows,
               int columns);

  // Adds the values of the next `count` cells, in row-major order from the first cell on.
  void add_next(size_t count, float* values);

 private:
  void start_row();
  void expand(uint64_t node_row, std::vector<float>& line) const;

  SpatialTerms terms_;
  uint64_t seed_;
  uint32_t die_;
  uint32_t tile_;
  int rows_;
  int columns_;
  double inverse_spacing_ = 0.0;
  double row_phase_ = 0.0;
  int row_ = -1;               // of the next cell
  int column_;                 // of the next cell
  int64_t node_row_ = -2;      // whose line is `lower_`
  float lower_weight_ = 0.0F;  // of this row
  float upper_weight_ = 0.0F;
  float row_value_ = 0.0F;            // gradient along rows
  std::vector<float> gradient_;       // [columns], gradient along columns
  std::vector<uint32_t> node_;        // [columns], node left of the column
  std::vector<float> left_, right_;   // [columns], weights of the nodes beside the column
  std::vector<float> lower_, upper_;  // [columns], node rows below and above, at every column
};

}  // namespace kintsugi
