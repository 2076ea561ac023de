#include "models/converter/thresholds.h"

#include "models/converter/fine_grid.h"

namespace kintsugi {

void fill_counting_table(const std::vector<double>& thresholds_lsb, int bits, uint16_t* table) {
  const int32_t positions = fine_positions(bits);
  std::fill(table, table + positions, uint16_t{0});
  for (const double threshold : thresholds_lsb) {
    const int32_t position = first_position_at(threshold, bits);
    if (position < positions) ++table[position];
  }
  uint16_t count = 0;
  for (int32_t j = 0; j < positions; ++j) {
    count = static_cast<uint16_t>(count + table[j]);
    table[j] = count;
  }
}

}  // namespace kintsugi
