// Matrices on tiles and inputs for them: what the cases of the crossbar engine read and program.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/crossbar/read_kernel.h"
#include "models/crossbar/tile_reader.h"

namespace kintsugi {

// 8-bit weights [rows][outputs] of a dense layer on one tile, and `batch` input vectors for it.
struct Workload {
  int rows = 0;
  int outputs = 0;
  int batch = 0;
  int input_bits = 0;
  TileDesign design;
  DieContext die;
  RowGroups groups;
  Tile tile;
  std::vector<int8_t> weights;
  std::vector<uint8_t> inputs;  // [batch][rows]
  std::vector<uint16_t> patterns;
  std::vector<int32_t> group_offset;
  std::vector<int32_t> position_offset;
  std::vector<int32_t> digits;
  std::vector<uint32_t> image;
  std::vector<uint32_t> position;
  std::vector<int32_t> accumulators;

  // The first `positions` vectors.
  ReadJob job(int positions);
};

struct WorkloadSize {
  int rows = 256;
  int outputs = 256;
  int batch = 1024;
  int input_bits = 8;
};

std::shared_ptr<Workload> workload(const WorkloadSize& size, const TileDesign& design);

// Word `index` of a fixed sequence: weights and inputs without structure.
uint32_t fixed_word(uint64_t index);

// Cells of `levels` levels with programming error.
DeviceStatistics varied_cells(int levels);

// Differential pairs in `slices` of `levels`, every converter with a curve of its own.
TileDesign sliced_design(const DeviceStatistics& statistics, int slices = 2);

}  // namespace kintsugi
