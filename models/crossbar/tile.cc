#include "models/crossbar/tile.h"

#include <algorithm>
#include <cstdlib>

namespace kintsugi {
namespace {

// The physical columns of a tile: plus and minus cells side by side (differential), or one cell
// an output and the reference column last (single-ended).
int physical_columns(const TileDesign& design, int outputs) {
  return design.differential ? 2 * outputs : outputs + 1;
}

// Levels of every cell, [rows][physical columns]: the order in which cells draw their factors.
std::vector<uint8_t> cell_levels(const TileDesign& design, const int8_t* weights, int row_stride,
                                 int first_row, int rows, int outputs) {
  const int columns = physical_columns(design, outputs);
  const auto reference = static_cast<uint8_t>(reference_level(design.levels));
  std::vector<uint8_t> levels(static_cast<size_t>(rows) * static_cast<size_t>(columns), reference);
  for (int r = 0; r < rows; ++r) {
    uint8_t* row = levels.data() + static_cast<ptrdiff_t>(r) * columns;
    for (int o = 0; o < outputs; ++o) {
      const int w = weights[static_cast<ptrdiff_t>(o) * row_stride + first_row + r];
      if (design.differential) {
        row[2 * o] = static_cast<uint8_t>(std::max(w, 0));
        row[2 * o + 1] = static_cast<uint8_t>(std::max(-w, 0));
      } else {
        row[o] = static_cast<uint8_t>(single_ended_level(w, design.levels));
      }
    }
  }
  return levels;
}

std::vector<int16_t> effective_codes(const TileDesign& design, const std::vector<int16_t>& cells,
                                     int rows, int outputs) {
  const int columns = physical_columns(design, outputs);
  std::vector<int16_t> codes(static_cast<size_t>(rows) * static_cast<size_t>(outputs));
  int16_t* code = codes.data();
  for (int r = 0; r < rows; ++r) {
    const int16_t* row = cells.data() + static_cast<ptrdiff_t>(r) * columns;
    for (int o = 0; o < outputs; ++o) {
      const int plus = design.differential ? row[2 * o] : row[o];
      const int minus = design.differential ? row[2 * o + 1] : row[outputs];
      *code++ = static_cast<int16_t>(plus - minus);
    }
  }
  return codes;
}

int64_t largest_column_sum(const std::vector<int16_t>& codes, int outputs) {
  std::vector<int64_t> sums(static_cast<size_t>(outputs), 0);
  for (size_t i = 0; i < codes.size();) {
    for (int64_t& sum : sums) sum += std::abs(codes[i++]);
  }
  return *std::max_element(sums.begin(), sums.end());
}

std::vector<Converter> draw_converters(const TileDesign& design, const TileSpread& spread,
                                       int outputs) {
  const RandomKey gain_key{spread.seed, spread.die, spread.tile, RandomRole::ConverterGain};
  const RandomKey offset_key{spread.seed, spread.die, spread.tile, RandomRole::ConverterOffset};
  const int count = (outputs + design.columns_per_adc - 1) / design.columns_per_adc;
  std::vector<Converter> converters(static_cast<size_t>(count));
  for (size_t i = 0; i < converters.size(); ++i) {
    converters[i].gain = 1.0 + design.adc_gain_sigma * standard_normal(gain_key, i);
    converters[i].offset_lsb = design.adc_offset_sigma_lsb * standard_normal(offset_key, i);
  }
  return converters;
}

template <typename Sum>
void sum_rows(const Tile& tile, const uint8_t* inputs, int plane, Sum* sums) {
  std::fill(sums, sums + tile.outputs, Sum{0});
  const int16_t* row = tile.codes.data();
  for (int r = 0; r < tile.rows; ++r, row += tile.outputs) {
    if ((inputs[r] >> plane & 1) == 0) continue;
    for (int o = 0; o < tile.outputs; ++o) sums[o] += row[o];
  }
}

}  // namespace

int reference_level(int levels) { return levels / 2; }

int single_ended_level(int weight, int levels) {
  const int half = weight >= 0 ? (weight + 1) / 2 : -((1 - weight) / 2);
  return std::clamp(reference_level(levels) + half, 0, levels - 1);
}

Tile program_tile(const TileDesign& design, const TileSpread& spread, const int8_t* weights,
                  int row_stride, int first_row, int rows, int outputs, const RowGroups& groups,
                  int32_t full_scale) {
  const std::vector<uint8_t> levels =
      cell_levels(design, weights, row_stride, first_row, rows, outputs);
  const RandomKey key{spread.seed, spread.die, spread.tile, RandomRole::CellWithin};
  std::vector<int16_t> cells(levels.size());
  Tile tile;
  tile.rows = rows;
  tile.outputs = outputs;
  tile.adc_bits = design.adc_bits;
  tile.columns_per_adc = design.columns_per_adc;
  tile.clipped_cells =
      program_cells(key, spread.cells, level_conductances(design.levels, design.g_min),
                    levels.data(), levels.size(), cells.data());
  tile.codes = effective_codes(design, cells, rows, outputs);
  tile.largest_column_sum = largest_column_sum(tile.codes, outputs);
  tile.converters = draw_converters(design, spread, outputs);
  if (!tile.needs_wide_sums()) {
    tile.table = build_lookup_table(groups, first_row, rows, outputs, tile.codes.data());
  }
  set_full_scale(tile, full_scale);
  return tile;
}

void set_full_scale(Tile& tile, int32_t full_scale) {
  tile.lines.resize(static_cast<size_t>(tile.outputs));
  tile.table.slope.assign(static_cast<size_t>(padded_outputs(tile.outputs)), 0.0);
  tile.table.offset.assign(static_cast<size_t>(padded_outputs(tile.outputs)), 0.0);
  for (size_t o = 0; o < tile.lines.size(); ++o) {
    const Converter& converter = tile.converters[o / static_cast<size_t>(tile.columns_per_adc)];
    tile.lines[o] = transfer_line(converter, tile.adc_bits, full_scale);
    tile.table.slope[o] = tile.lines[o].slope;
    tile.table.offset[o] = tile.lines[o].offset;
  }
}

void plane_sums(const Tile& tile, const uint8_t* inputs, int plane, int64_t* sums) {
  if (tile.needs_wide_sums()) {
    sum_rows(tile, inputs, plane, sums);
    return;
  }
  std::vector<int32_t> narrow(static_cast<size_t>(tile.outputs));
  sum_rows(tile, inputs, plane, narrow.data());
  std::copy(narrow.begin(), narrow.end(), sums);
}

}  // namespace kintsugi
