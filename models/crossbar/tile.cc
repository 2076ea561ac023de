#include "models/crossbar/tile.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "models/converter/fine_grid.h"
#include "models/crossbar/stripes.h"

namespace kintsugi {
namespace {

constexpr int64_t kLargestNarrowSum = 0x7fffffff;

// Sums over the rows of value(entry), [columns]. Entries have at most 16 bits: 32 bits hold the
// sums of 2^15 rows.
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

// A nominal tile has designs without spread: what it would draw does not matter.
RandomKey tile_key(const TilePlace& place, RandomRole role) {
  if (place.die == nullptr) return {0, 0, place.tile, role};
  return {place.die->seed, place.die->die, place.tile, role};
}

// 1-bit drivers change the cells as their row sees them, and add a constant; those of more bits
// apply levels that are not whole.
void drive(const TileDesign& design, const TilePlace& place, Tile& tile) {
  const DacDesign& dac = design.dac;
  if (dac.gain_sigma == 0.0 && dac.offset_sigma_lsb == 0.0 && dac.inl_sigma_lsb == 0.0) return;
  DacBank bank = draw_dacs(dac, tile_key(place, RandomRole::DacGain), tile.rows);
  if (dac.bits > 1) {
    tile.levels = std::move(bank.levels);
    return;
  }
  FoldedDac folded = fold_dacs(bank, tile.codes.data(), tile.columns());
  tile.codes = std::move(folded.codes);
  tile.programming.clipped_cells += folded.clipped;
  tile.constants = std::move(folded.constants);
}

// A bipolar input counts in half levels around the middle of its range, whatever the drivers do.
void centre(const std::vector<int64_t>& sums_of_cells, Tile& tile) {
  const int64_t top = tile.input.digits() - 1;
  for (size_t k = 0; k < tile.constants.size(); ++k) {
    tile.constants[k] = 2 * tile.constants[k] - top * sums_of_cells[k];
  }
}

// Read noise of a column is that of all its cells; variances become whole numbers small enough that
// those of a column add up to at most 15 bits.
void add_read_noise(const TileDesign& design, const std::vector<int32_t>& cells, Tile& tile) {
  constexpr double kMostUnits = 32767.0;
  const std::vector<float> squares(cells.begin(), cells.end());
  const std::vector<float> variances =
      effective_variances(design.coding, squares.data(), tile.rows, tile.outputs);
  std::vector<double> sums(static_cast<size_t>(tile.columns()), 0.0);
  for (auto row = variances.begin(); row != variances.end(); row += tile.columns()) {
    for (size_t k = 0; k < sums.size(); ++k)
      sums[k] += static_cast<double>(row[static_cast<ptrdiff_t>(k)]);
  }
  // Each cell may round up by half a unit.
  const double largest = *std::max_element(sums.begin(), sums.end());
  const double unit = largest / (kMostUnits - 0.5 * tile.rows - 1.0);
  if (largest <= 0.0) return;
  // Sums count in 2^-fraction_bits of a level, or half of that where a level is 2 d - top.
  const double sum_unit = std::ldexp(tile.input.bipolar ? 0.5 : 1.0, tile.fraction_bits());
  tile.variance_unit = static_cast<float>(unit / kVarianceUnits * sum_unit * sum_unit);
  tile.variances.resize(variances.size());
  const auto scale = static_cast<float>(1.0 / unit);
  for (size_t i = 0; i < variances.size(); ++i) {
    tile.variances[i] = static_cast<uint16_t>(static_cast<int32_t>(variances[i] * scale + 0.5F));
  }
}

void key_noise(const TilePlace& place, Tile& tile) {
  const RandomKey key = tile_key(place, RandomRole::ReadNoise);
  tile.noise_key[0] = random_word(key, 0);
  tile.noise_key[1] = random_word(key, 1);
}

int64_t largest_level(const Tile& tile) {
  int64_t largest = tile.input.digits() - 1;
  for (const int16_t level : tile.levels) largest = std::max<int64_t>(largest, std::abs(level));
  return largest;
}

// Whether all sums fit into 32 bits, and all factors into 16.
bool narrow(const Tile& tile) {
  const int64_t digit = tile.input.digits() - 1;
  if (tile.cells_are_noisy() && digit * digit > kLargestCellCode) return false;
  return tile.largest_column_sum * largest_level(tile) <= kLargestNarrowSum;
}

void lay_out(const RowGroups& groups, int first_row, Tile& tile) {
  const int16_t* codes = tile.codes.data();
  if (!narrow(tile) || tile.spreads_codes() || tile.gated != nullptr) {
    tile.sums = Tile::Sums::Single;
  } else if (tile.input.plane_bits == 1) {
    tile.sums = Tile::Sums::Lookups;
    // A bipolar bit is never 0: its noise does not depend on the input.
    const bool noisy = tile.cells_are_noisy() && !tile.input.bipolar;
    TileTables tables = build_tables(groups, first_row, tile.rows, tile.columns(), codes,
                                     noisy ? tile.variances.data() : nullptr);
    tile.table = std::move(tables.sums);
    tile.variance_table = std::move(tables.variances);
  } else {
    tile.sums = Tile::Sums::Products;
    tile.matrix = build_digit_matrix(tile.rows, tile.columns(), codes);
    if (tile.cells_are_noisy()) {
      const std::vector<int16_t> variances(tile.variances.begin(), tile.variances.end());
      tile.variance_matrix = build_digit_matrix(tile.rows, tile.columns(), variances.data());
    }
  }
}

// The converter of a column: its line in units of sums, which count 2^-fraction_bits of a level.
void convert_column(const TransferLine& line, double scale, double constant, size_t k,
                    ColumnConverters& to) {
  to.slope[k] = line.slope * scale;
  to.offset[k] = line.offset + line.slope * constant;
}

// Curves of all converters, on the fine grid; an entry more, because kernels read two at once.
void lay_out_curves(Tile& tile) {
  ColumnConverters& to = tile.conversion;
  if (tile.measured != nullptr) {
    to.transfer = folded_table(*tile.measured);
  } else {
    to.transfer = tile.bank.tables;
  }
  to.transfer.push_back(0);
  to.transfer_base.assign(to.slope.size(), 0);
  if (tile.measured != nullptr) return;
  for (size_t k = 0; k < static_cast<size_t>(tile.columns()); ++k) {
    const size_t converter = k / static_cast<size_t>(tile.columns_per_adc);
    to.transfer_base[k] = static_cast<int32_t>(tile.bank.table_start(converter));
  }
}

}  // namespace

PhysicalCells program_physical_cells(const TileDesign& design, const TilePlace& place,
                                     const int8_t* weights, int row_stride, int first_row, int rows,
                                     int outputs) {
  const std::vector<uint8_t> levels =
      cell_levels(design.coding, weights, row_stride, first_row, rows, outputs);
  const DeviceModel& device = *design.device;
  PhysicalCells cells;
  cells.codes.resize(levels.size());
  if (place.die == nullptr) {
    device.program_nominal(levels.size(), levels.data(), cells.codes.data());
    return cells;
  }
  if (device.has_read_noise()) cells.variance.resize(levels.size());
  if (design.cells != nullptr) {
    cells.codes = (*design.cells)[place.tile];
    std::transform(
        cells.codes.begin(), cells.codes.begin() + static_cast<ptrdiff_t>(cells.variance.size()),
        cells.variance.begin(), [&](int16_t code) { return device.read_variance(code); });
    return cells;
  }
  cells.programming = device.program(
      *place.die, place.tile, rows, design.coding.physical_columns(outputs), levels.data(),
      cells.codes.data(), cells.variance.empty() ? nullptr : cells.variance.data());
  return cells;
}

Tile program_tile(const TileDesign& design, const TilePlace& place, const int8_t* weights,
                  int row_stride, int first_row, int rows, int outputs, const RowGroups& groups,
                  int32_t full_scale) {
  PhysicalCells cells =
      program_physical_cells(design, place, weights, row_stride, first_row, rows, outputs);
  const int physical = design.coding.physical_columns(outputs);
  const TileWires& wires = design.wires;
  if (wires.topology == WireTopology::DrivenRows) {
    cells.programming.clipped_cells +=
        effective_codes(wires.driven, wires.g_max_siemens, rows, physical, cells.codes.data())
            .clipped;
  }
  Tile tile;
  tile.rows = rows;
  tile.outputs = outputs;
  tile.slices = design.coding.slices;
  tile.input = design.input;
  tile.columns_per_adc = design.columns_per_adc;
  tile.programming = cells.programming;
  tile.coding = design.coding;
  if (wires.topology == WireTopology::GatedRows) {
    tile.gated = std::make_shared<const GatedTile>(
        make_gated_tile(wires.gated, wires.g_max_siemens, rows, physical, cells.codes.data()));
  }
  tile.codes = effective_codes(design.coding, cells.codes.data(), rows, outputs);
  const std::vector<int64_t> sums_of_cells = sums_of_columns(tile.codes, tile.columns());
  tile.constants.assign(sums_of_cells.size(), 0);
  drive(design, place, tile);
  if (tile.input.bipolar) centre(sums_of_cells, tile);
  const auto sizes = sums_of_columns(tile.codes, tile.columns(),
                                     [](int16_t code) { return std::abs(int32_t{code}); });
  tile.largest_column_sum = *std::max_element(sizes.begin(), sizes.end());
  const int converters = (tile.columns() + design.columns_per_adc - 1) / design.columns_per_adc;
  tile.bank = draw_bank(design.adc, tile_key(place, RandomRole::ConverterGain),
                        static_cast<uint32_t>(converters));
  tile.measured = design.measured;
  tile.adc_noise_lsb = design.adc.noise_lsb;
  if (!cells.variance.empty()) add_read_noise(design, cells.variance, tile);
  tile.noisy = tile.cells_are_noisy() || tile.adc_noise_lsb > 0.0;
  if (tile.noisy || tile.spreads_codes()) key_noise(place, tile);
  lay_out(groups, first_row, tile);
  set_full_scale(tile, full_scale);
  return tile;
}

void set_full_scale(Tile& tile, int32_t full_scale) {
  ColumnConverters& to = tile.conversion;
  const auto padded = static_cast<size_t>(padded_columns(tile.columns()));
  const bool curved = !tile.bank.is_straight() || tile.measured != nullptr;
  const double strength = tile.input.bipolar ? 2.0 : 1.0;
  to.slope.assign(padded, 0.0);
  to.offset.assign(padded, 0.0);
  to.variance.assign(padded, 0.0F);
  to.top = (curved ? fine_positions(tile.bank.bits) : 1 << tile.bank.bits) - 1;
  to.code_bias = 1 << (tile.bank.bits - 1);
  for (size_t k = 0; k < tile.constants.size(); ++k) {
    const Converter& converter = tile.bank.lines[k / static_cast<size_t>(tile.columns_per_adc)];
    const TransferLine line = transfer_line(converter, tile.bank.bits, full_scale);
    const double scale = std::ldexp(strength, -tile.fraction_bits());
    convert_column(curved ? fine_line(line) : line, scale, static_cast<double>(tile.constants[k]),
                   k, to);
    const TransferLine of_sum = {line.slope * scale, line.offset};
    to.variance[k] = static_cast<float>(noise_variance_of_sum(tile.adc_noise_lsb, of_sum));
  }
  if (curved) lay_out_curves(tile);
  tile.column_variance = to.variance;
  if (!tile.cells_are_noisy() || !tile.input.bipolar || tile.sums != Tile::Sums::Lookups) return;
  const auto variances = sums_of_columns(tile.variances, tile.columns());
  for (size_t k = 0; k < variances.size(); ++k) {
    const float cells = static_cast<float>(variances[k]) * tile.variance_unit;
    tile.column_variance[k] = cells + to.variance[k];
  }
}

}  // namespace kintsugi
