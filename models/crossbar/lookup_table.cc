#include "models/crossbar/lookup_table.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "models/crossbar/read_job.h"
#include "models/crossbar/stripes.h"

namespace kintsugi {
namespace {

constexpr int kMostBits = 8;      // rows of a group
constexpr int kMostColumns = 16;  // of a stripe
constexpr int32_t kLargestField = 0xffff;

// The columns of one stripe in a tile's matrix.
struct Stripe {
  int first_column;
  int columns;
  bool paired;  // of 16
};

// Rows of a group in one stripe; rows and columns that the tile has not are zero.
struct GroupRows {
  int32_t codes[kMostBits][kMostColumns] = {};
};

// Fills the entries of one part, from what no pattern goes below and the rows of its bits: the
// entry of a pattern is that of the pattern without its lowest bit plus the row of that bit. Sums
// of words are sums of their halves, as in the end none overflows.
template <int Lanes, typename Word>
void fill_entries(int patterns, const Word* start, const Word (*rows)[Lanes], Word* entries) {
  std::copy(start, start + Lanes, entries);
  for (int pattern = 1; pattern < patterns; ++pattern) {
    int bit = 0;
    while ((pattern >> bit & 1) == 0) ++bit;
    const Word* rest = entries + (pattern & (pattern - 1)) * Lanes;
    Word* sums = entries + pattern * Lanes;
    for (int i = 0; i < Lanes; ++i) sums[i] = static_cast<Word>(rest[i] + rows[bit][i]);
  }
}

// Adds the sizes of a row; whether all still fit into a field.
bool add_sizes(const int32_t* row, int32_t* sizes) {
  int32_t largest = 0;
  for (int i = 0; i < kMostColumns; ++i) {
    sizes[i] += std::abs(row[i]);
    largest = std::max(largest, sizes[i]);
  }
  return largest <= kLargestField;
}

class Builder {
 public:
  Builder(const RowGroups& groups, int first_row, int rows, int columns, const int16_t* codes,
          const uint16_t* variances)
      : groups_(groups),
        first_row_(first_row),
        rows_(rows),
        columns_(columns),
        codes_(codes),
        variances_(variances) {}

  TileTables build() {
    LookupTable& table = tables_.sums;
    table.lanes = lanes_for(columns_);
    table.stripes = padded_columns(columns_) / table.lanes;
    table.patterns = groups_.patterns();
    table.least.assign(static_cast<size_t>(padded_columns(columns_)), 0);
    reserve();
    for (int s = 0; s < table.stripes; ++s) {
      table.first_part.push_back(static_cast<int32_t>(table.group.size()));
      const int first = s * table.lanes;
      const Stripe stripe = {first, std::min(table.lanes, columns_ - first),
                             table.lanes == kMostColumns};
      for (int g = 0; g < groups_.count(); ++g) add_group(stripe, g);
    }
    table.first_part.push_back(static_cast<int32_t>(table.group.size()));
    return std::move(tables_);
  }

 private:
  // Most tiles have as many parts as groups.
  void reserve() {
    int held = 0;
    for (int g = 0; g < groups_.count(); ++g) {
      const int row = first_row_of(g) - first_row_;
      if (row + rows_of(g) > 0 && row < rows_) ++held;
    }
    const auto parts = static_cast<size_t>(held * tables_.sums.stripes);
    const auto patterns = static_cast<size_t>(tables_.sums.patterns);
    tables_.sums.entries.reserve(parts * patterns * kEntryWords);
    if (variances_ != nullptr) tables_.variances.reserve(parts * patterns * kNoiseLanes);
  }

  // Cuts the tile's rows of a group into parts whose sums fit.
  void add_group(const Stripe& stripe, int g) {
    const int end = std::min(rows_of(g), first_row_ + rows_ - first_row_of(g));
    int first = std::max(0, first_row_ - first_row_of(g));
    GroupRows rows;
    for (int bit = first; bit < end; ++bit) {
      const int16_t* row = row_at(codes_, stripe, g, bit);
      std::copy(row, row + stripe.columns, rows.codes[bit]);
    }
    int32_t sizes[kMostColumns] = {};
    for (int bit = first; bit < end; ++bit) {
      if (add_sizes(rows.codes[bit], sizes) || !stripe.paired) continue;
      add_part(stripe, g, rows, first, bit);
      first = bit;
      std::copy(rows.codes[bit], rows.codes[bit] + kMostColumns, sizes);
      for (int32_t& size : sizes) size = std::abs(size);
    }
    if (first < end) add_part(stripe, g, rows, first, end);
  }

  void add_part(const Stripe& stripe, int g, const GroupRows& rows, int first_bit, int end_bit) {
    LookupTable& table = tables_.sums;
    table.group.push_back(g);
    uint32_t words[kMostBits][kEntryWords] = {};
    int32_t least[kMostColumns] = {};
    for (int bit = first_bit; bit < end_bit; ++bit) {
      pair_columns(rows.codes[bit], words[bit]);
      for (int i = 0; i < kMostColumns; ++i) least[i] += std::min(rows.codes[bit][i], 0);
    }
    uint32_t start[kEntryWords] = {};
    if (stripe.paired) {
      int32_t* lacking = table.least.data() + stripe.first_column;
      for (int i = 0; i < kMostColumns; ++i) {
        lacking[i] += least[i];
        least[i] = -least[i];
      }
      pair_columns(least, start);
    }
    const size_t at = table.entries.size();
    table.entries.resize(at + static_cast<size_t>(table.patterns * kEntryWords));
    fill_entries<kEntryWords>(table.patterns, start, words,
                              reinterpret_cast<uint32_t*>(table.entries.data() + at));
    if (variances_ != nullptr) add_variances(stripe, g, first_bit, end_bit);
  }

  static void pair_columns(const int32_t* columns, uint32_t* words) {
    for (int i = 0; i < kEntryWords; ++i) {
      words[i] = static_cast<uint32_t>(columns[i]) +
                 (static_cast<uint32_t>(columns[i + kEntryWords]) << 16);
    }
  }

  void add_variances(const Stripe& stripe, int g, int first_bit, int end_bit) {
    uint16_t rows[kMostBits][kNoiseLanes] = {};
    const uint16_t start[kNoiseLanes] = {};
    for (int bit = first_bit; bit < end_bit; ++bit) {
      const uint16_t* row = row_at(variances_, stripe, g, bit);
      std::copy(row, row + stripe.columns, rows[bit]);
    }
    VarianceTable& table = tables_.variances;
    const size_t at = table.size();
    table.resize(at + static_cast<size_t>(tables_.sums.patterns * kNoiseLanes));
    fill_entries<kNoiseLanes>(tables_.sums.patterns, start, rows, table.data() + at);
  }

  int first_row_of(int g) const { return groups_.first_row[static_cast<size_t>(g)]; }
  int rows_of(int g) const { return groups_.rows[static_cast<size_t>(g)]; }
  template <typename Code>
  const Code* row_at(const Code* codes, const Stripe& stripe, int g, int bit) const {
    const auto row = static_cast<ptrdiff_t>(first_row_of(g) + bit - first_row_);
    return codes + row * columns_ + stripe.first_column;
  }

  const RowGroups& groups_;
  int first_row_;
  int rows_;
  int columns_;
  const int16_t* codes_;
  const uint16_t* variances_;
  TileTables tables_;
};

}  // namespace

TileTables build_tables(const RowGroups& groups, int first_row, int rows, int columns,
                        const int16_t* codes, const uint16_t* variances) {
  return Builder(groups, first_row, rows, columns, codes, variances).build();
}

}  // namespace kintsugi
