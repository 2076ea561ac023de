// How signed weight steps become levels of physical cells: mapping, reference and bit slices.
#pragma once

#include <cstdint>
#include <vector>

namespace kintsugi {

enum class Mapping {
  Differential,  // two cells a weight and slice, analog subtraction of the pair
  SingleEnded,   // one cell a weight and slice against a reference
  OffsetBinary,  // one cell a weight and slice, weight + 2^(bits-1); the offset is taken off
                 // digitally
};

enum class Reference {
  Cells,    // a real column of mid-level cells for each slice of a tile
  Digital,  // nominal reference times the sum of the inputs, taken off the accumulators
};

// A weight is cut into `slices` digits in base `levels`, least significant first; each digit is
// read by itself and weighs levels^slice. Shafiee et al., ISCA 2016 (offset binary, slices).
struct WeightCoding {
  Mapping mapping = Mapping::Differential;
  Reference reference = Reference::Cells;  // of SingleEnded
  int levels = 10;                         // of one cell
  int slices = 1;
  int weight_levels = 10;  // weights are steps in [-(weight_levels - 1), weight_levels - 1]

  bool digital_reference() const {
    return mapping == Mapping::OffsetBinary ||
           (mapping == Mapping::SingleEnded && reference == Reference::Digital);
  }
  int64_t states() const;                 // levels^slices
  int64_t slice_weight(int slice) const;  // levels^slice
  int64_t sum_of_slice_weights() const;

  // Weight steps that one state stands for: 1, or more where the states do not suffice (a single
  // cell of `weight_levels` levels holds every other weight, halves away from zero).
  int steps_per_state() const;
  // State of weight 0; 0 for a differential pair.
  int reference_state() const;
  // State of a weight, clamped to the states there are; of |weight| for a differential pair.
  int state(int weight) const;
  int digit(int state, int slice) const;

  // Physical columns of a tile with this many outputs, and the most outputs `columns` can hold.
  int physical_columns(int outputs) const;
  int outputs_of(int columns) const;
};

// Levels of every cell, [rows][physical_columns(outputs)]. Column order: output, slice, then plus
// and minus cell; columns of reference cells come last, one a slice. `weights` is
// [outputs][row_stride] steps, of which columns [first_row, first_row + rows) are the tile's rows.
std::vector<uint8_t> cell_levels(const WeightCoding& coding, const int8_t* weights, int row_stride,
                                 int first_row, int rows, int outputs);

// What a converter sees: plus minus minus cell, cell minus reference cell of its row, or the cell.
// `cells` is [rows][physical_columns], the result [rows][outputs * slices].
std::vector<int16_t> effective_codes(const WeightCoding& coding, const int16_t* cells, int rows,
                                     int outputs);

// The same for the sums of one read: `cells` is [physical_columns], `sums` [outputs * slices].
void effective_sums(const WeightCoding& coding, const int32_t* cells, int outputs, int64_t* sums);

// The same for variances, which add.
std::vector<float> effective_variances(const WeightCoding& coding, const float* cells, int rows,
                                       int outputs);

}  // namespace kintsugi
