// A crossbar tile after fabrication: effective cell codes, converters, and how it is read.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/converter/adc_design.h"
#include "models/converter/code_table.h"
#include "models/converter/converter_bank.h"
#include "models/converter/dac.h"
#include "models/crossbar/column_converters.h"
#include "models/crossbar/digit_matrix.h"
#include "models/crossbar/lookup_table.h"
#include "models/crossbar/weight_coding.h"
#include "models/device/device_model.h"
#include "models/wires/effective_conductance.h"
#include "models/wires/gated_read.h"

namespace kintsugi {

// How input codes reach the word lines: `plane_bits` bits at once, least significant first. With
// level(d) what a driver applies for digit d (d itself, but for its errors), unipolar drives
// level(d); bipolar 2 level(d) - (2^plane_bits - 1), so that no level is zero and both signs are
// equally strong.
struct InputCoding {
  int plane_bits = 1;
  bool bipolar = false;

  int digits() const { return 1 << plane_bits; }
  int planes(int activation_bits) const { return (activation_bits + plane_bits - 1) / plane_bits; }
  int digit(uint8_t code, int plane) const { return code >> (plane * plane_bits) & (digits() - 1); }
  // The code whose digits are all at their largest.
  int largest_code(int activation_bits) const {
    return (1 << (planes(activation_bits) * plane_bits)) - 1;
  }
  // What an ideal driver applies for a digit.
  int level(int digit) const { return bipolar ? 2 * digit - (digits() - 1) : digit; }
  // How strongly a digit weighs a cell's read noise.
  int square(int digit) const { return level(digit) * level(digit); }
};

// Cells measured elsewhere: codes of every tile of a die, [tile][rows * physical columns]. They
// take the place of programming; every die is then the same but for its converters.
using MeasuredCells = std::vector<std::vector<int16_t>>;

// Resistance of the lines. With driven rows the tile is a linear network, solved once at
// programming; with gated rows every pattern is a network of its own, solved at every read.
enum class WireTopology { Ideal, DrivenRows, GatedRows };

struct TileWires {
  WireTopology topology = WireTopology::Ideal;
  WireDesign driven;
  GatedWireDesign gated;
  double g_max_siemens = 0.0;  // of Gmax
};

// What every tile of a chip has in common.
struct TileDesign {
  std::shared_ptr<const DeviceModel> device;
  std::shared_ptr<const MeasuredCells> cells;  // null: programmed
  WeightCoding coding;
  InputCoding input;
  TileWires wires;
  DacDesign dac;  // its bits are those of `input`
  AdcDesign adc;
  std::shared_ptr<const CodeTable> measured;  // of every converter; null: modelled ones
  int columns_per_adc = 8;  // columns as converters see them: outputs times slices
};

// Which tile it is; `die` null makes the nominal tile, which no draw changes.
struct TilePlace {
  const DieContext* die = nullptr;
  uint32_t tile = 0;
};

// Names the random numbers of one read: which image, and which output position within the layer.
struct ReadKey {
  uint32_t image = 0;
  uint32_t position = 0;
};

// Columns are what converters see: output o, slice s is column o * slices + s. Codes are rounded
// once, at programming; everything after is exact integer arithmetic until the converter.
struct Tile {
  // How it is read. All give the same bits; single reads, one step at a time, can do everything.
  enum class Sums { Lookups, Products, Single };

  int rows = 0;
  int outputs = 0;
  int slices = 1;
  InputCoding input;
  // What drivers apply for a digit where they err: [rows][2^plane_bits] in 2^-kDacFractionBits;
  // empty where level(d) = d. Errors of 1-bit drivers are in the codes and in `constants`.
  std::vector<int16_t> levels;
  std::vector<int16_t> codes;      // [rows][columns]
  int64_t largest_column_sum = 0;  // max over columns of sum |code|
  Programming programming;

  int columns_per_adc = 8;
  ConverterBank bank;  // [ceil(columns / columns_per_adc)] converters
  std::shared_ptr<const CodeTable> measured;
  double adc_noise_lsb = 0.0;
  // [columns], in the units of sums: what bipolar inputs take off, and what drivers apply for 0.
  std::vector<int64_t> constants;
  ColumnConverters conversion;
  std::vector<float> column_variance;  // [padded columns]: conversion and what no input changes

  bool noisy = false;
  float variance_unit = 0.0F;
  // [rows][columns], of one read at digit 1, in variance_unit; no column adds up to more than
  // 32767.
  std::vector<uint16_t> variances;
  uint32_t noise_key[2] = {0, 0};

  Sums sums = Sums::Lookups;
  std::shared_ptr<const GatedTile> gated;  // with gated rows: physical cells and lines
  WeightCoding coding;                     // which of its columns belong together
  LookupTable table;
  VarianceTable variance_table;
  DigitMatrix matrix;
  DigitMatrix variance_matrix;

  int columns() const { return outputs * slices; }
  bool cells_are_noisy() const { return !variances.empty(); }
  // What the driver of `row` applies for a digit, in units of 2^-fraction_bits().
  int level(int row, int digit) const {
    return levels.empty() ? digit : levels[static_cast<size_t>(row * input.digits() + digit)];
  }
  int fraction_bits() const { return levels.empty() ? 0 : kDacFractionBits; }
  // The converter of a column spreads its codes in a way only single reads know.
  bool spreads_codes() const { return measured != nullptr && !measured->is_deterministic(); }
};

// Programs a tile. `weights` is [outputs][row_stride] weight steps, of which columns [first_row,
// first_row + rows) are this tile's word lines. `groups` are the layer's row groups; `full_scale`
// as in transfer_line().
Tile program_tile(const TileDesign& design, const TilePlace& place, const int8_t* weights,
                  int row_stride, int first_row, int rows, int outputs, const RowGroups& groups,
                  int32_t full_scale);

// Its physical cells, [rows][physical columns]; `variance` as DeviceModel::program() fills it.
struct PhysicalCells {
  std::vector<int16_t> codes;
  std::vector<int32_t> variance;  // empty where reads are not noisy
  Programming programming;
};
PhysicalCells program_physical_cells(const TileDesign& design, const TilePlace& place,
                                     const int8_t* weights, int row_stride, int first_row, int rows,
                                     int outputs);

// Changes the converters' full scale; cells, gains and offsets stay as fabricated.
void set_full_scale(Tile& tile, int32_t full_scale);

// Analog column sums of plane `plane`, in cell codes times input levels, without noise: what the
// full scale is measured in. `inputs` is [rows] codes, `sums` is [columns].
void analog_sums(const Tile& tile, const uint8_t* inputs, int plane, int64_t* sums);

// One read of plane `plane`, converted: `codes` is [columns]. One step at a time, in plain integer
// arithmetic; the kernels give the same.
void read_plane(const Tile& tile, const uint8_t* inputs, int plane, ReadKey key, int32_t* codes);

}  // namespace kintsugi
