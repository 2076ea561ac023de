#include "models/crossbar/tile.h"

#include <algorithm>
#include <cstdlib>

#include "models/crossbar/stripes.h"

namespace kintsugi {
namespace {

constexpr int64_t kLargestNarrowSum = 0x7fffffff;

// Sums over the rows of value(entry), [columns]. Entries have at most 16 bits: 32 bits hold the sums
// of 2^15 rows.
template <typename Code, typename Value>
std::vector<int64_t> sums_of_columns(const std::vector<Code>& codes, int columns, Value value) {
  constexpr size_t kNarrowRows = size_t{1} << 15;
  const auto width = static_cast<size_t>(columns);
  std::vector<int64_t> sums(width, 0);
  std::vector<int32_t> part(width);
  for (size_t first = 0; first < codes.size(); first += kNarrowRows * width) {
    const size_t end = std::min(codes.size(), first + kNarrowRows * width);
    std::fill(part.begin(), part.end(), 0);
    for (size_t i = first; i < end; i += width) {
      for (size_t k = 0; k < width; ++k) part[k] += value(codes[i + k]);
    }
    for (size_t k = 0; k < width; ++k) sums[k] += part[k];
  }
  return sums;
}

template <typename Code>
std::vector<int64_t> sums_of_columns(const std::vector<Code>& codes, int columns) {
  return sums_of_columns(codes, columns, [](Code code) { return int32_t{code}; });
}

std::vector<Converter> draw_converters(const TileDesign& design, const TileSpread& spread,
                                       int columns) {
  const RandomKey gain_key{spread.seed, spread.die, spread.tile, RandomRole::ConverterGain};
  const RandomKey offset_key{spread.seed, spread.die, spread.tile, RandomRole::ConverterOffset};
  const int count = (columns + design.columns_per_adc - 1) / design.columns_per_adc;
  std::vector<Converter> converters(static_cast<size_t>(count));
  for (size_t i = 0; i < converters.size(); ++i) {
    converters[i].gain = 1.0 + design.adc_gain_sigma * standard_normal(gain_key, i);
    converters[i].offset_lsb = design.adc_offset_sigma_lsb * standard_normal(offset_key, i);
  }
  return converters;
}

// Read noise of a column is that of all its cells; variances become whole numbers small enough that
// those of a column add up to at most 15 bits.
void add_read_noise(const TileDesign& design, const TileSpread& spread,
                    const std::vector<int16_t>& cells, Tile& tile) {
  constexpr double kMostUnits = 32767.0;
  std::vector<float> squares(cells.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    const float sigma = static_cast<float>(design.read_noise.relative) * cells[i];
    squares[i] = sigma * sigma;
  }
  const std::vector<float> variances =
      effective_variances(design.coding, squares.data(), tile.rows, tile.outputs);
  std::vector<double> sums(static_cast<size_t>(tile.columns()), 0.0);
  for (size_t i = 0; i < variances.size(); ++i) sums[i % sums.size()] += variances[i];
  // Each cell may round up by half a unit.
  const double largest = *std::max_element(sums.begin(), sums.end());
  const double unit = largest / (kMostUnits - 0.5 * tile.rows - 1.0);
  tile.noisy = largest > 0.0;
  if (!tile.noisy) return;
  tile.variance_unit = static_cast<float>(tile.input.bipolar ? 0.25 * unit : unit);
  tile.variances.resize(variances.size());
  for (size_t i = 0; i < variances.size(); ++i) {
    tile.variances[i] = static_cast<uint16_t>(static_cast<int32_t>(variances[i] / unit + 0.5));
  }
  const RandomKey key{spread.seed, spread.die, spread.tile, RandomRole::ReadNoise};
  tile.noise_key[0] = random_word(key, 0);
  tile.noise_key[1] = random_word(key, 1);
}

// Whether all sums fit into 32 bits, and all factors into 16.
bool narrow(const Tile& tile) {
  const int64_t digit = tile.input.digits() - 1;
  const int64_t square = digit * digit;
  if (tile.noisy && square > kLargestCellCode) return false;
  return tile.largest_column_sum * digit <= kLargestNarrowSum;
}

void lay_out(const RowGroups& groups, int first_row, Tile& tile) {
  if (!narrow(tile)) {
    tile.sums = Tile::Sums::Wide;
  } else if (tile.input.plane_bits == 1) {
    tile.sums = Tile::Sums::Lookups;
    tile.table =
        build_lookup_table(groups, first_row, tile.rows, tile.columns(), tile.codes.data());
    // A bipolar bit is never 0: its noise does not depend on the input.
    if (tile.noisy && !tile.input.bipolar) {
      tile.variance_table = build_variance_table(tile.table, groups, first_row, tile.rows,
                                                 tile.columns(), tile.variances.data());
    }
  } else {
    tile.sums = Tile::Sums::Products;
    tile.matrix = build_digit_matrix(tile.rows, tile.columns(), tile.codes.data());
    if (tile.noisy) {
      const std::vector<int16_t> variances(tile.variances.begin(), tile.variances.end());
      tile.variance_matrix = build_digit_matrix(tile.rows, tile.columns(), variances.data());
    }
  }
}

}  // namespace

Tile program_tile(const TileDesign& design, const TileSpread& spread, const int8_t* weights,
                  int row_stride, int first_row, int rows, int outputs, const RowGroups& groups,
                  int32_t full_scale) {
  const std::vector<uint8_t> levels =
      cell_levels(design.coding, weights, row_stride, first_row, rows, outputs);
  const RandomKey key{spread.seed, spread.die, spread.tile, RandomRole::CellWithin};
  std::vector<int16_t> cells(levels.size());
  Tile tile;
  tile.rows = rows;
  tile.outputs = outputs;
  tile.slices = design.coding.slices;
  tile.input = design.input;
  tile.adc_bits = design.adc_bits;
  tile.columns_per_adc = design.columns_per_adc;
  tile.clipped_cells =
      program_cells(key, spread.cells, level_conductances(design.coding.levels, design.g_min),
                    levels.data(), levels.size(), cells.data());
  tile.codes = effective_codes(design.coding, cells.data(), rows, outputs);
  tile.column_sums = sums_of_columns(tile.codes, tile.columns());
  const auto sizes = sums_of_columns(tile.codes, tile.columns(),
                                     [](int16_t code) { return std::abs(int32_t{code}); });
  tile.largest_column_sum = *std::max_element(sizes.begin(), sizes.end());
  tile.converters = draw_converters(design, spread, tile.columns());
  if (design.read_noise.relative > 0.0) add_read_noise(design, spread, cells, tile);
  lay_out(groups, first_row, tile);
  set_full_scale(tile, full_scale);
  return tile;
}

void set_full_scale(Tile& tile, int32_t full_scale) {
  ColumnConverters& to = tile.conversion;
  const auto padded = static_cast<size_t>(padded_columns(tile.columns()));
  to.slope.assign(padded, 0.0);
  to.offset.assign(padded, 0.0);
  to.variance.assign(padded, 0.0F);
  to.top = (1 << tile.adc_bits) - 1;
  to.code_bias = 1 << (tile.adc_bits - 1);
  for (size_t k = 0; k < tile.column_sums.size(); ++k) {
    const Converter& converter = tile.converters[k / static_cast<size_t>(tile.columns_per_adc)];
    const TransferLine line = transfer_line(converter, tile.adc_bits, full_scale);
    to.slope[k] = line.slope;
    to.offset[k] = line.offset;
    if (tile.input.bipolar) {  // digit d drives 2 d - (digits - 1)
      const auto bias = static_cast<double>(tile.column_sums[k] * (tile.input.digits() - 1));
      to.slope[k] = 2.0 * line.slope;
      to.offset[k] = line.offset - line.slope * bias;
    }
  }
  tile.column_variance = to.variance;
  if (!tile.noisy || !tile.input.bipolar || tile.sums != Tile::Sums::Lookups) return;
  const auto variances = sums_of_columns(tile.variances, tile.columns());
  for (size_t k = 0; k < variances.size(); ++k) {
    const float cells = static_cast<float>(variances[k]) * tile.variance_unit;
    tile.column_variance[k] = cells + to.variance[k];
  }
}

}  // namespace kintsugi
