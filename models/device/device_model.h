// A chip's cells after fabrication: programs the cells of one tile with all the statistics of
// statistics.h. Built once a scenario; const afterwards, so threads may share it.
#pragma once

#include <cstdint>
#include <vector>

#include "models/device/cell.h"
#include "models/device/level_table.h"
#include "models/device/retention.h"
#include "models/device/spatial_field.h"
#include "models/device/statistics.h"
#include "models/device/wafer.h"

namespace kintsugi {

// Read noise is an integer variance in units of a squared code / 64, so that sums of
// variance * input^2 are exact: one cell is below 2^31, hence a column of 1024 rows with 8-bit
// inputs below 2^57. The noise of a column read is Gaussian with that sum / 64 codes^2.
constexpr int32_t kVarianceUnits = 64;

// What the tiles of one die have in common.
struct DieContext {
  uint64_t seed = 0;
  uint32_t die = 0;
  WaferPlace place;
  double common = 0.0;            // die, wafer, lot, radial and reticle terms, ln G
  double gradient_rows = 0.0;     // ln G
  double gradient_columns = 0.0;  // ln G
};

// What programming a tile took.
struct Programming {
  int64_t clipped_cells = 0;      // beyond 4 Gmax
  int64_t pulses = 0;             // of all cells; one a cell without write-verify
  int64_t unconverged_cells = 0;  // outside the window after the last pulse
};

class DeviceModel {
 public:
  // Throws UserError for statistics that check() refuses.
  explicit DeviceModel(const DeviceStatistics& statistics, const KeyPlace& place = {});

  const DeviceStatistics& statistics() const { return statistics_; }
  const WaferMap& wafer_map() const { return wafer_map_; }
  // Target conductance of every level in grid steps, not yet rounded.
  std::vector<double> conductances() const;

  DieContext die(uint64_t seed, uint32_t die) const;

  // Programs tile `tile` of a die: `levels` and `codes` are [rows][columns] of physical cells.
  // Writes the read noise of every cell to `variance`, same shape, unless null. Throws
  // std::invalid_argument for a level the statistics do not have.
  Programming program(const DieContext& die, uint32_t tile, int rows, int columns,
                      const uint8_t* levels, int16_t* codes, int32_t* variance = nullptr) const;

  // The same cells without any deviation or noise: rounded targets.
  void program_nominal(size_t count, const uint8_t* levels, int16_t* codes) const;

  // Whether cells have read noise, fast random telegraph noise included.
  bool has_read_noise() const;
  // Variance of a cell without a trap, kVarianceUnits.
  int32_t read_variance(int16_t code) const;

 private:
  struct Chunk;
  void draw_errors(Chunk& chunk, Programming& result) const;
  size_t missed(const Chunk& chunk, uint32_t* cells) const;
  void verify(Chunk& chunk, Programming& result) const;
  void age(Chunk& chunk) const;
  void break_cells(Chunk& chunk) const;

  DeviceStatistics statistics_;
  WaferMap wafer_map_;
  LevelTable levels_;
  RetentionTerms retention_;
};

}  // namespace kintsugi
