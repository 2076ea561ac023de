#include "models/crossbar/lookup_table.h"

#include <algorithm>
#include <cstddef>

namespace kintsugi {
namespace {

// Fills the patterns of one group in one stripe: the sum of a pattern is that of the pattern
// without its lowest bit plus the row of that bit.
void fill_group(int patterns, int lanes, const int16_t* const* row_codes, int stripe_outputs,
                int32_t* entries) {
  std::fill(entries, entries + lanes, 0);
  for (int pattern = 1; pattern < patterns; ++pattern) {
    int bit = 0;
    while ((pattern >> bit & 1) == 0) ++bit;
    const int32_t* rest = entries + (pattern & (pattern - 1)) * lanes;
    int32_t* sums = entries + pattern * lanes;
    std::copy(rest, rest + lanes, sums);
    const int16_t* row = row_codes[bit];
    if (row == nullptr) continue;
    for (int o = 0; o < stripe_outputs; ++o) sums[o] += row[o];
  }
}

}  // namespace

int lanes_for(int outputs) { return outputs <= 8 ? 8 : 16; }

int padded_outputs(int outputs) {
  const int lanes = lanes_for(outputs);
  return (outputs + lanes - 1) / lanes * lanes;
}

LookupTable build_lookup_table(const RowGroups& groups, int first_row, int rows, int outputs,
                               const int16_t* codes) {
  const auto holds_row = [&](int g) {
    const auto i = static_cast<size_t>(g);
    return groups.first_row[i] + groups.rows[i] > first_row &&
           groups.first_row[i] < first_row + rows;
  };
  LookupTable table;
  table.lanes = lanes_for(outputs);
  table.stripes = padded_outputs(outputs) / table.lanes;
  table.patterns = groups.patterns();
  while (!holds_row(table.first_group)) ++table.first_group;
  while (table.first_group + table.groups < groups.count() &&
         holds_row(table.first_group + table.groups)) {
    ++table.groups;
  }
  const size_t group_size = static_cast<size_t>(table.patterns) * static_cast<size_t>(table.lanes);
  table.entries.resize(static_cast<size_t>(table.stripes * table.groups) * group_size);
  int32_t* entries = table.entries.data();
  for (int stripe = 0; stripe < table.stripes; ++stripe) {
    const int first_output = stripe * table.lanes;
    const int stripe_outputs = std::min(table.lanes, outputs - first_output);
    for (int g = 0; g < table.groups; ++g, entries += group_size) {
      const auto i = static_cast<size_t>(table.first_group + g);
      const int16_t* row_codes[16] = {};
      for (int bit = 0; bit < groups.rows[i]; ++bit) {
        const int row = groups.first_row[i] + bit - first_row;
        if (row < 0 || row >= rows) continue;
        row_codes[bit] = codes + static_cast<ptrdiff_t>(row) * outputs + first_output;
      }
      fill_group(table.patterns, table.lanes, row_codes, stripe_outputs, entries);
    }
  }
  return table;
}

}  // namespace kintsugi
