#include "models/wires/gated_read.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/device/cell.h"
#include "models/wires/wire_kernel.h"

namespace kintsugi {
namespace {

constexpr int kLanes = 8;          // the widest kernel's
constexpr int kColumnBlock = 256;  // state of the ladders that stays in the first-level cache

std::vector<double> segment_conductances(double ohm, double unit, int rows) {
  std::vector<double> segments;
  if (ohm == 0.0) return segments;
  segments.resize(static_cast<size_t>(rows));
  for (int n = 1; n < rows; ++n) segments[static_cast<size_t>(n)] = 1.0 / (n * ohm * unit);
  return segments;
}

// One line's way to its terminal, in codes, where the line ends in a resistance.
struct Line {
  bool bottom, top;
  double segment_ohm, end_ohm, unit;

  bool merged() const { return segment_ohm == 0.0 && end_ohm == 0.0; }
  // Conductance from a node to the terminal with `segments` between it and the line's last cell.
  double link(int segments) const {
    return merged() ? 0.0 : 1.0 / (((segments + 1) * segment_ohm + end_ohm) * unit);
  }
};

// The ladders of one block of columns.
class Ladders {
 public:
  Ladders(const GatedTile& tile, const std::vector<int32_t>& conducting)
      : tile_(tile),
        conducting_(conducting),
        bit_{tile.design.sense != SenseEnd::Top, tile.design.sense != SenseEnd::Bottom,
             tile.design.bit_ohm, tile.design.sense_ohm, tile.unit_siemens},
        source_{tile.design.supply != SupplyEnd::Top, tile.design.supply != SupplyEnd::Bottom,
                tile.design.source_ohm, tile.design.driver_ohm, tile.unit_siemens} {}

  void read(int first, int count, double* conductances) {
    std::fill(storage_, storage_ + 6 * kColumnBlock, 0.0);
    if (bit_.top) std::fill_n(state_.b0, count, bit_.link(conducting_.front()));
    if (source_.top) std::fill_n(state_.sv, count, source_.link(conducting_.front()));
    LadderJob job;
    job.columns = count;
    job.conducting = static_cast<int>(conducting_.size());
    job.rows = conducting_.data();
    job.codes = tile_.codes.data() + first;
    job.stride = tile_.stride;
    job.bit_segments = tile_.bit_segments.empty() ? nullptr : tile_.bit_segments.data();
    job.source_segments = tile_.source_segments.empty() ? nullptr : tile_.source_segments.data();
    job.state = state_;
    run_ladder_job(job);
    const int below = tile_.rows - 1 - conducting_.back();
    const double bit_link = bit_.bottom ? bit_.link(below) : 0.0;
    const double source_link = source_.bottom ? source_.link(below) : 0.0;
    for (int j = 0; j < count; ++j) conductances[j] = close(j, bit_link, source_link);
  }

 private:
  // Eliminates the lines' last nodes, or merges them with their terminals.
  double close(int j, double bit_link, double source_link) const {
    const double bs = state_.bs[j];
    const double bv = state_.bv[j];
    const double b0 = state_.b0[j] + bit_link;
    double sv = state_.sv[j] + source_link;
    double s0 = state_.s0[j];
    double v0 = state_.v0[j];
    if (bit_.merged()) {
      s0 += bs;
      v0 += bv;
    } else {
      const double sum = bs + bv + b0;
      sv += bs * bv / sum;
      s0 += bs * b0 / sum;
      v0 += bv * b0 / sum;
    }
    return v0 + (source_.merged() ? s0 : sv * s0 / (sv + s0));
  }

  const GatedTile& tile_;
  const std::vector<int32_t>& conducting_;
  Line bit_;
  Line source_;
  double storage_[6 * kColumnBlock];
  LadderState state_ = {storage_,
                        storage_ + kColumnBlock,
                        storage_ + 2 * kColumnBlock,
                        storage_ + 3 * kColumnBlock,
                        storage_ + 4 * kColumnBlock,
                        storage_ + 5 * kColumnBlock};
};

}  // namespace

GatedTile make_gated_tile(const GatedWireDesign& design, double g_max_siemens, int rows,
                          int columns, const int16_t* codes) {
  check_wires(design);
  if (!(g_max_siemens > 0.0 && std::isfinite(g_max_siemens))) {
    throw std::invalid_argument("the largest conductance must be positive and finite");
  }
  if (rows < 1 || columns < 1 || rows > kLargestWiredTile || columns > kLargestWiredTile) {
    throw std::invalid_argument("a tile with wires has 1 to 1024 rows and columns");
  }
  GatedTile tile;
  tile.design = design;
  tile.unit_siemens = g_max_siemens / kCodesPerGmax;
  tile.rows = rows;
  tile.columns = columns;
  tile.stride = (columns + kLanes - 1) / kLanes * kLanes;
  tile.codes.resize(static_cast<size_t>(rows) * static_cast<size_t>(tile.stride));
  for (int64_t i = 0; i < static_cast<int64_t>(rows) * columns; ++i) {
    if (codes[i] < 0) throw std::invalid_argument("a physical cell's code must not be negative");
    tile.codes[static_cast<size_t>(i / columns * tile.stride + i % columns)] = codes[i];
  }
  tile.bit_segments = segment_conductances(design.bit_ohm, tile.unit_siemens, rows);
  tile.source_segments = segment_conductances(design.source_ohm, tile.unit_siemens, rows);
  return tile;
}

std::vector<double> gated_conductances(const GatedTile& tile, const uint8_t* bits) {
  std::vector<int32_t> conducting;
  for (int r = 0; r < tile.rows; ++r) {
    if (bits[r] != 0) conducting.push_back(r);
  }
  std::vector<double> conductances(static_cast<size_t>(tile.stride), 0.0);
  if (!conducting.empty()) {
    Ladders ladders(tile, conducting);
    for (int first = 0; first < tile.stride; first += kColumnBlock) {
      ladders.read(first, std::min(kColumnBlock, tile.stride - first), conductances.data() + first);
    }
  }
  conductances.resize(static_cast<size_t>(tile.columns));
  return conductances;
}

void read_gated(const GatedTile& tile, const uint8_t* bits, int32_t* sums) {
  const std::vector<double> conductances = gated_conductances(tile, bits);
  for (size_t c = 0; c < conductances.size(); ++c) {
    sums[c] = static_cast<int32_t>(std::floor(conductances[c] + 0.5));
  }
}

}  // namespace kintsugi
