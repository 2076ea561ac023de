#include "models/crossbar/lookup_table.h"

#include <algorithm>
#include <cstddef>

#include "models/crossbar/read_job.h"
#include "models/crossbar/stripes.h"

namespace kintsugi {
namespace {

// Fills the patterns of one group in one stripe: the sum of a pattern is that of the pattern
// without its lowest bit plus the row of that bit.
template <typename Entry, typename Code>
void fill_group(int patterns, int lanes, const Code* const* row_codes, int stripe_columns,
                Entry* entries) {
  std::fill(entries, entries + lanes, Entry{0});
  for (int pattern = 1; pattern < patterns; ++pattern) {
    int bit = 0;
    while ((pattern >> bit & 1) == 0) ++bit;
    const Entry* rest = entries + (pattern & (pattern - 1)) * lanes;
    Entry* sums = entries + pattern * lanes;
    std::copy(rest, rest + lanes, sums);
    const Code* row = row_codes[bit];
    if (row == nullptr) continue;
    for (int o = 0; o < stripe_columns; ++o) sums[o] = static_cast<Entry>(sums[o] + row[o]);
  }
}

template <typename Entry, typename Code>
void fill(const LookupTable& table, const RowGroups& groups, int first_row, int rows, int columns,
          const Code* codes, int entry_lanes, Entry* entries) {
  for (int stripe = 0; stripe < table.stripes; ++stripe) {
    const int first_column = stripe * table.lanes;
    const int stripe_columns = std::min(table.lanes, columns - first_column);
    for (int g = 0; g < table.groups; ++g, entries += table.patterns * entry_lanes) {
      const auto i = static_cast<size_t>(table.first_group + g);
      const Code* row_codes[16] = {};
      for (int bit = 0; bit < groups.rows[i]; ++bit) {
        const int row = groups.first_row[i] + bit - first_row;
        if (row < 0 || row >= rows) continue;
        row_codes[bit] = codes + static_cast<ptrdiff_t>(row) * columns + first_column;
      }
      fill_group(table.patterns, entry_lanes, row_codes, stripe_columns, entries);
    }
  }
}

size_t entries_of(const LookupTable& table, int lanes) {
  return static_cast<size_t>(table.stripes * table.groups) *
         static_cast<size_t>(table.patterns * lanes);
}

}  // namespace

LookupTable build_lookup_table(const RowGroups& groups, int first_row, int rows, int columns,
                               const int16_t* codes) {
  const auto holds_row = [&](int g) {
    const auto i = static_cast<size_t>(g);
    return groups.first_row[i] + groups.rows[i] > first_row &&
           groups.first_row[i] < first_row + rows;
  };
  LookupTable table;
  table.lanes = lanes_for(columns);
  table.stripes = padded_columns(columns) / table.lanes;
  table.patterns = groups.patterns();
  while (!holds_row(table.first_group)) ++table.first_group;
  while (table.first_group + table.groups < groups.count() &&
         holds_row(table.first_group + table.groups)) {
    ++table.groups;
  }
  table.entries.resize(entries_of(table, table.lanes));
  fill(table, groups, first_row, rows, columns, codes, table.lanes, table.entries.data());
  return table;
}

VarianceTable build_variance_table(const LookupTable& like, const RowGroups& groups, int first_row,
                                   int rows, int columns, const uint16_t* variances) {
  VarianceTable table(entries_of(like, kNoiseLanes));
  fill(like, groups, first_row, rows, columns, variances, kNoiseLanes, table.data());
  return table;
}

}  // namespace kintsugi
