// The arguments of the wire kernels, as plain pointers: kernels are compiled for instruction sets
// that not every processor has, so they must not instantiate any shared inline function.
#pragma once

#include <cstdint>

namespace kintsugi {

// All three jobs reduce networks of resistors by the star-mesh transform: node k with conductances
// g_kj to its neighbours disappears, and every pair of neighbours gains g_ki g_kj / sum_j g_kj.
// Nothing is ever subtracted, so no result loses digits to cancellation.

// Small networks of one shape, a network a lane.
constexpr int kLeafLanes = 8;
struct LeafJob {
  // For each of `pivots` nodes: count n of neighbours, n slots of its conductances, then the
  // n (n - 1) / 2 slots of the pairs of neighbours, row by row.
  const int32_t* program = nullptr;
  int pivots = 0;
  double* slots = nullptr;  // [slots][kLeafLanes], conductances
};

// A dense network whose first `pivots` nodes disappear. Only entries above the diagonal count.
constexpr int kFrontPadding = 16;
constexpr int kPivotBlock = 32;
struct FrontJob {
  double* entries = nullptr;  // [size][size], conductance of each pair of nodes
  int size = 0;               // multiple of kFrontPadding
  int pivots = 0;   // nodes from here to the next multiple of kFrontPadding do not exist: zeros
  int row_end = 0;  // of the nodes that stay, only rows before this one
  int first_column = 0;  // and columns from this one (multiple of kFrontPadding) are wanted
  double* packed_columns = nullptr;  // scratch, [size * kPivotBlock]
  double* packed_rows = nullptr;     // scratch, [size * kPivotBlock]
};

// Every column's pair of bit line b and source line s, swept along the rows that conduct. The rest
// of the network swept so far is six conductances between b, s, the read voltage v and ground 0.
struct LadderState {
  double* bs;  // all [columns]
  double* bv;
  double* b0;
  double* sv;
  double* s0;
  double* v0;
};
struct LadderJob {
  int columns = 0;                // multiple of 8
  int conducting = 0;             // number of rows whose bit is 1
  const int32_t* rows = nullptr;  // [conducting], ascending
  const float* codes = nullptr;   // [rows][stride], of which the first `columns`
  int stride = 0;
  const double* bit_segments = nullptr;     // [rows]: conductance of n segments, n > 0
  const double* source_segments = nullptr;  // the same; both null where the line is one node
  LadderState state = {};
};

}  // namespace kintsugi
