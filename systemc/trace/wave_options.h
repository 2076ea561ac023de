// What a user asks of a wave.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kintsugi {

// One cell of a layer's matrix: the pair behind weight (row, column), column counting outputs.
struct CellAddress {
  int layer = 0;
  int row = 0;
  int column = 0;
};

struct WaveOptions {
  std::string file;                  // FST; empty for no wave
  uint64_t from_cycle = 0;           // first clock edge shown
  uint64_t to_cycle = UINT64_MAX;    // last one
  int layer = 0;                     // whose ADC codes and accumulators are shown
  std::vector<CellAddress> cells{};  // whose conductance is shown
};

}  // namespace kintsugi
