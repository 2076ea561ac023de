#include "models/device/device_model.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "models/core/random.h"
#include "models/core/vector_unit.h"
#include "models/device/cell_kernel.h"

namespace kintsugi {
namespace {

constexpr size_t kChunk = 512;  // cells a pass: its numbers stay in the first-level cache

const CellKernel& kernel() {
  switch (selected_vector_unit()) {
#ifdef KINTSUGI_X86_KERNELS
    case VectorUnit::Avx2:
      return kCellKernelAvx2;
    case VectorUnit::Avx512:
      return kCellKernelAvx512;
#endif
    default:
      return kCellKernelPortable;
  }
}

DeviceStatistics checked(const DeviceStatistics& statistics, const KeyPlace& place) {
  check(statistics, place);
  return statistics;
}

// dR/R = at_infinity + slope / g, through rtn_low_r at the top level and rtn_high_r at the lowest
// one that conducts; the cell keeps 1 / (1 + dR/R) = g / ((1 + at_infinity) g + slope).
TrapTerms trap_terms(const DeviceStatistics& statistics, const LevelTable& levels) {
  const double top = levels.target[levels.levels - 1];
  const double bottom = levels.target[0] > 0.0 ? levels.target[0] : levels.target[1];
  const double rise = statistics.rtn_high_r - statistics.rtn_low_r;
  const double offset = bottom < top ? rise / (1.0 / bottom - 1.0 / top) : 0.0;
  TrapTerms terms;
  terms.trapped = word_threshold(statistics.rtn_share);
  terms.full = word_threshold(statistics.rtn_share * statistics.rtn_occupancy);
  terms.slope = static_cast<float>(1.0 + statistics.rtn_low_r - offset / top);
  terms.offset = static_cast<float>(offset);
  terms.least = static_cast<float>(1.0 / (1.0 + statistics.rtn_high_r));
  terms.most = static_cast<float>(1.0 / (1.0 + statistics.rtn_low_r));
  terms.occupancy = static_cast<float>(statistics.rtn_occupancy);
  return terms;
}

StuckTerms stuck_terms(const DeviceStatistics& statistics) {
  return {word_threshold(statistics.stuck_lrs), word_threshold(1.0 - statistics.stuck_hrs),
          static_cast<float>(statistics.stuck_lrs_g * kCodesPerGmax),
          static_cast<float>(statistics.stuck_hrs_g * kCodesPerGmax)};
}

VarianceTerms variance_terms(const DeviceStatistics& statistics) {
  const double relative = statistics.read_noise;
  const double absolute = statistics.read_noise_absolute * kCodesPerGmax;
  return {static_cast<float>(kVarianceUnits * relative * relative),
          static_cast<float>(kVarianceUnits * absolute * absolute),
          static_cast<float>(kVarianceUnits)};
}

// What program_cells() models: the spread of each cell by itself and factors in common.
bool is_plain(const DeviceStatistics& statistics, const SpatialTerms& spatial,
              const RetentionTerms& retention) {
  const bool verifies = statistics.verify_window != 0.0 || statistics.verify_window_absolute != 0.0;
  const bool breaks =
      statistics.rtn_share != 0.0 || statistics.stuck_lrs != 0.0 || statistics.stuck_hrs != 0.0;
  return statistics.programming == ProgrammingLaw::LogNormal && !verifies && !breaks &&
         !spatial.any() && !retention.scales() && !retention.shifts();
}

}  // namespace

// The cells [first, first + count) of a tile on their way through the effects.
struct DeviceModel::Chunk {
  const DieContext& die;
  uint32_t tile;
  size_t cells;  // of the whole tile
  const uint8_t* levels = nullptr;
  size_t first = 0;
  size_t count = 0;
  float z[kChunk];       // programming draws
  float values[kChunk];  // ln G until the error is applied, conductance afterwards
  float extra[kChunk];   // variance of fast traps
  float drawn[kChunk];
  uint32_t words[kChunk];

  Chunk(const DieContext& die_, uint32_t tile_, size_t cells_)
      : die(die_), tile(tile_), cells(cells_) {}

  RandomKey key(RandomRole role) const { return {die.seed, die.die, tile, role}; }
};

DeviceModel::DeviceModel(const DeviceStatistics& statistics, const KeyPlace& place)
    : statistics_(checked(statistics, place)),
      wafer_map_(statistics_.wafer),
      levels_(level_table(statistics_)),
      retention_(retention_terms(statistics_)) {}

std::vector<double> DeviceModel::conductances() const {
  return {levels_.target.begin(),
          levels_.target.begin() + static_cast<std::ptrdiff_t>(levels_.levels)};
}

DieContext DeviceModel::die(uint64_t seed, uint32_t die) const {
  DieContext context;
  context.seed = seed;
  context.die = die;
  context.place = wafer_map_.place(die);
  const DeviceStatistics& s = statistics_;
  const RandomKey wafer{seed, context.place.wafer, 0, RandomRole::WaferFactor};
  const RandomKey lot{seed, context.place.lot, 0, RandomRole::LotFactor};
  const RandomKey reticle{seed, 0, 0, RandomRole::ReticlePosition};
  const RandomKey gradient{seed, die, 0, RandomRole::Gradient};
  const auto position = static_cast<uint64_t>(context.place.reticle_position);
  const double radial = s.radial + s.sigma_radial * standard_normal(wafer, 1);
  const double radius = context.place.radius;
  context.common =
      s.sigma_die * standard_normal({seed, die, 0, RandomRole::DieFactor}, 0) +
      (s.sigma_wafer * standard_normal(wafer, 0) + s.sigma_lot * standard_normal(lot, 0) +
       s.sigma_reticle * standard_normal(reticle, position) + radial * (radius * radius - 0.5));
  context.gradient_rows = s.gradient_rows + s.sigma_gradient * standard_normal(gradient, 0);
  context.gradient_columns = s.gradient_columns + s.sigma_gradient * standard_normal(gradient, 1);
  return context;
}

// Programming pulses: the draw each cell ends up with.
void DeviceModel::draw_errors(Chunk& chunk, Programming& result) const {
  result.pulses += static_cast<int64_t>(chunk.count);
  fill_single_normal(chunk.key(RandomRole::CellWithin), chunk.first, chunk.count, chunk.z);
  if (statistics_.verify_window != 0.0 || statistics_.verify_window_absolute != 0.0) {
    verify(chunk, result);
  }
}

// The cells of the chunk whose first pulse missed the window; returns how many.
size_t DeviceModel::missed(const Chunk& chunk, uint32_t* cells) const {
  uint8_t flags[kChunk + 8] = {};
  kernel().outside(chunk.count, levels_.lowest_of_all, levels_.highest_of_all, chunk.z, flags);
  size_t found = 0;
  for (size_t i = 0; i < chunk.count; i += 8) {
    uint64_t eight = 0;
    std::memcpy(&eight, flags + i, sizeof eight);
    for (; eight != 0; eight &= eight - 1) {
      const size_t cell = i + static_cast<size_t>(__builtin_ctzll(eight)) / 8;
      const float z = chunk.z[cell];
      const uint8_t level = chunk.levels[cell];
      cells[found] = static_cast<uint32_t>(cell);
      found += (z < levels_.lowest[level]) | (z > levels_.highest[level]) ? 1 : 0;
    }
  }
  return found;
}

// Repeats pulses on cells outside the window. A Philox block holds four draws of one cell, so a
// cell's pulses do not depend on its neighbours.
void DeviceModel::verify(Chunk& chunk, Programming& result) const {
  uint32_t outside[kChunk];
  uint32_t blocks[kChunk];
  float draws[4 * kChunk];
  size_t left = missed(chunk, outside);
  const RandomKey key = chunk.key(RandomRole::WriteVerifyPulse);
  for (int pulses = 1; pulses < statistics_.verify_pulses && left > 0; pulses += 4) {
    const auto round = static_cast<size_t>(pulses / 4);
    for (size_t j = 0; j < left; ++j) {
      blocks[j] = static_cast<uint32_t>(chunk.first + outside[j] + chunk.cells * round);
    }
    fill_single_normal_blocks(key, blocks, left, draws);
    const int most = std::min(4, statistics_.verify_pulses - pulses);
    size_t still = 0;
    for (size_t j = 0; j < left; ++j) {
      const uint32_t i = outside[j];
      const float lowest = levels_.lowest[chunk.levels[i]];
      const float highest = levels_.highest[chunk.levels[i]];
      const float* z = draws + 4 * j;
      // Bit k: draw k is inside. Without branches, because nothing predicts them.
      unsigned inside = 0;
      for (unsigned k = 0; k < 4; ++k) {
        inside |= static_cast<unsigned>((z[k] >= lowest) & (z[k] <= highest)) << k;
      }
      inside &= (1U << most) - 1U;
      const int last = __builtin_ctz(inside | 1U << (most - 1));
      chunk.z[i] = z[last];
      result.pulses += last + 1;
      outside[still] = i;
      still += inside == 0 ? 1 : 0;
    }
    left = still;
  }
  result.unconverged_cells += static_cast<int64_t>(left);
}

// From ln G of what a cell shares with others to its conductance, programmed and aged.
void DeviceModel::age(Chunk& chunk) const {
  const CellKernel& cells = kernel();
  const auto single = [](double x) { return static_cast<float>(x); };
  if (retention_.scales() || retention_.shifts()) {
    fill_single_normal(chunk.key(RandomRole::Retention), chunk.first, chunk.count, chunk.drawn);
  }
  if (retention_.scales()) {
    cells.add_line(chunk.count, single(retention_.log_mean), single(retention_.log_sigma),
                   chunk.drawn, chunk.values);
  }
  if (statistics_.programming == ProgrammingLaw::LogNormal) {
    cells.log_normal(chunk.count, levels_.target_single.data(), chunk.levels,
                     single(statistics_.sigma_within), chunk.z, chunk.values);
  } else {
    cells.gaussian(chunk.count, levels_.mean.data(), levels_.sigma.data(), chunk.levels, chunk.z,
                   chunk.values);
  }
  if (retention_.shifts()) {
    cells.shift_line(chunk.count, single(retention_.mean), single(retention_.sigma), chunk.drawn,
                     chunk.values);
  }
}

// Traps, then stuck cells.
void DeviceModel::break_cells(Chunk& chunk) const {
  const CellKernel& cells = kernel();
  const bool traps = statistics_.rtn_share != 0.0;
  const bool stuck = statistics_.stuck_lrs != 0.0 || statistics_.stuck_hrs != 0.0;
  if (!traps && !stuck) return;
  fill_random_words(chunk.key(RandomRole::CellDefect), chunk.first, chunk.count, chunk.words);
  if (traps) {
    const TrapTerms terms = trap_terms(statistics_, levels_);
    if (statistics_.rtn_speed == TrapSpeed::Slow) {
      cells.slow_traps(chunk.count, terms, chunk.words, chunk.values);
    } else {
      cells.fast_traps(chunk.count, terms, chunk.words, chunk.values, chunk.extra);
    }
  }
  if (stuck) {
    cells.stuck(chunk.count, stuck_terms(statistics_), chunk.words, chunk.values, chunk.extra);
  }
}

Programming DeviceModel::program(const DieContext& die, uint32_t tile, int rows, int columns,
                                 const uint8_t* levels, int16_t* codes, int32_t* variance) const {
  const size_t cells = static_cast<size_t>(rows) * static_cast<size_t>(columns);
  uint8_t highest = 0;
  for (size_t i = 0; i < cells; ++i) highest = std::max(highest, levels[i]);
  if (highest >= levels_.levels) throw std::invalid_argument("a cell's level does not exist");
  const RandomKey tile_key{die.seed, die.die, tile, RandomRole::TileFactor};
  const double common = statistics_.sigma_tile * standard_normal(tile_key, 0) + die.common;
  const SpatialTerms spatial{statistics_.sigma_correlated, statistics_.correlation_length,
                             die.gradient_rows, die.gradient_columns};
  Chunk chunk(die, tile, cells);
  Programming result;
  if (is_plain(statistics_, spatial, retention_)) {
    result.pulses = static_cast<int64_t>(cells);
    result.clipped_cells =
        program_cells(chunk.key(RandomRole::CellWithin), {statistics_.sigma_within, common},
                      conductances(), levels, cells, codes);
    std::fill_n(chunk.extra, kChunk, 0.0F);
    for (size_t first = 0; variance != nullptr && first < cells; first += kChunk) {
      kernel().variance(std::min(kChunk, cells - first), variance_terms(statistics_), codes + first,
                        chunk.extra, variance + first);
    }
    return result;
  }
  SpatialField field(spatial, die.seed, die.die, tile, rows, columns);
  for (; chunk.first < cells; chunk.first += kChunk) {
    chunk.count = std::min(kChunk, cells - chunk.first);
    chunk.levels = levels + chunk.first;
    draw_errors(chunk, result);
    std::fill_n(chunk.values, chunk.count, static_cast<float>(common));
    std::fill_n(chunk.extra, chunk.count, 0.0F);
    if (spatial.any()) field.add_next(chunk.count, chunk.values);
    age(chunk);
    break_cells(chunk);
    int16_t* chunk_codes = codes + chunk.first;
    result.clipped_cells += kernel().codes(chunk.count, chunk.values, chunk_codes);
    if (variance == nullptr) continue;
    kernel().variance(chunk.count, variance_terms(statistics_), chunk_codes, chunk.extra,
                      variance + chunk.first);
  }
  return result;
}

void DeviceModel::program_nominal(size_t count, const uint8_t* levels, int16_t* codes) const {
  for (size_t i = 0; i < count; ++i) {
    const double code = std::min(levels_.target[levels[i]] + 0.5, kLargestCellCode + 0.5);
    codes[i] = static_cast<int16_t>(static_cast<int32_t>(code));
  }
}

bool DeviceModel::has_read_noise() const {
  const bool traps = statistics_.rtn_share != 0.0 && statistics_.rtn_speed == TrapSpeed::Fast;
  return statistics_.read_noise != 0.0 || statistics_.read_noise_absolute != 0.0 || traps;
}

int32_t DeviceModel::read_variance(int16_t code) const {
  int32_t variance = 0;
  const float no_trap = 0.0F;
  kCellKernelPortable.variance(1, variance_terms(statistics_), &code, &no_trap, &variance);
  return variance;
}

}  // namespace kintsugi
