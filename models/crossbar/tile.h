// A crossbar tile after fabrication: effective cell codes, converters, and reads of one bit plane.
#pragma once

#include <cstdint>
#include <vector>

#include "models/converter/adc.h"
#include "models/crossbar/lookup_table.h"
#include "models/device/cell.h"

namespace kintsugi {

// What every tile of a chip has in common.
struct TileDesign {
  bool differential = true;  // two cells a weight; otherwise one cell and a reference column a tile
  int levels = 10;
  double g_min = 0.02;
  int adc_bits = 8;
  int columns_per_adc = 8;
  double adc_gain_sigma = 0.0;
  double adc_offset_sigma_lsb = 0.0;
};

// What this tile drew. Zero sigmas and a factor of 1 make the nominal tile.
struct TileSpread {
  uint64_t seed = 0;
  uint32_t die = 0;
  uint32_t tile = 0;
  CellSpread cells;
};

// Effective code = plus - minus cell (differential) or cell - reference cell of the row. Rounded
// once, at programming; everything after is exact integer arithmetic.
struct Tile {
  int rows = 0;
  int outputs = 0;
  int adc_bits = 8;
  std::vector<int16_t> codes;         // [rows][outputs]
  std::vector<Converter> converters;  // [ceil(outputs / columns_per_adc)]
  std::vector<TransferLine> lines;    // [outputs], from the converters and the full scale
  int columns_per_adc = 8;
  int64_t largest_column_sum = 0;  // max over outputs of sum |code|
  int64_t clipped_cells = 0;
  LookupTable table;  // empty when sums need 64 bits (see needs_wide_sums)

  // True when a column can exceed 32-bit sums; such tiles are read by plane_sums alone.
  bool needs_wide_sums() const { return largest_column_sum > 0x7fffffff; }
};

// Conductance level of the cell of a single-ended weight: reference level plus half the weight,
// halves away from zero, clamped to [0, levels - 1]. One level is two weight steps.
int single_ended_level(int weight, int levels);
int reference_level(int levels);

// Programs a tile. `weights` is [outputs][row_stride] weight steps in [-(levels - 1), levels - 1],
// of which columns [first_row, first_row + rows) are this tile's word lines. `groups` are
// the layer's row groups; `full_scale` as in transfer_line().
Tile program_tile(const TileDesign& design, const TileSpread& spread, const int8_t* weights,
                  int row_stride, int first_row, int rows, int outputs, const RowGroups& groups,
                  int32_t full_scale);

// Changes the converters' full scale; cells, gains and offsets stay as fabricated.
void set_full_scale(Tile& tile, int32_t full_scale);

// Exact column sums of one bit plane: sums[o] = sum over rows r with bit `plane` of inputs[r] set
// of codes[r][o]. `inputs` is [rows], `sums` is [outputs].
void plane_sums(const Tile& tile, const uint8_t* inputs, int plane, int64_t* sums);

}  // namespace kintsugi
