// The sparse adaptation array of a layer: a few weights of the matrix, at positions wired for the
// network, get a digital int8 delta whose products are added behind the converters
// (docs/adaptation.md). Positions are design, the same on every die; deltas are in setting.h.
#pragma once

#include <cstdint>
#include <vector>

#include "models/network/network.h"

namespace kintsugi {

enum class SparseSelection {
  Random,      // every weight with the same probability
  Importance,  // with probability proportional to |weight|, without replacement; zeros come last
  Magnitude,   // the largest |weight| first, drawn among equals
};

struct SparseConfig {
  std::vector<int32_t> entries;  // of each layer; empty: by `fraction`
  double fraction = 0.0;         // of each layer's weights, rounded up
  SparseSelection selection = SparseSelection::Random;
  uint64_t seed = 1;
};

struct SparsePosition {
  int row = 0;     // of the layer's matrix
  int column = 0;  // output channel
  bool operator==(const SparsePosition& o) const { return row == o.row && column == o.column; }
};

// Of one layer. D of a column is (sum of input code x delta + half) >>> shift, in accumulator LSB.
struct SparseArray {
  std::vector<SparsePosition> positions;  // by row, then column
  int shift = 0;
};

// What an entry's word and the register map of docs/accelerator.md can hold.
constexpr int kMostSparseEntries = 8192;  // of all layers
constexpr int kMostSparseRows = 1 << 14;
constexpr int kMostSparseColumns = 1 << 10;
constexpr int kLargestSparseShift = 15;

// `count` different positions of a layer, the `number`th of its network; the same on every machine.
// Throws std::invalid_argument when the layer has fewer weights.
std::vector<SparsePosition> sparse_positions(const Layer& layer, int number, int count,
                                             SparseSelection selection, uint64_t seed);

// The finest shift with which a delta of 127 still makes up for a whole weight range, given the
// accumulator LSB of one weight step and input code. 0 when none does: then the deltas of so fine a
// converter reach less far.
int sparse_shift(double lsb_per_weight_step, int weight_levels);

}  // namespace kintsugi
