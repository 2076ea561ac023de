#include "models/wires/network_elimination.h"

#include <algorithm>
#include <utility>

#include "models/wires/wire_kernel.h"

namespace kintsugi {
namespace {

constexpr int kSide = NetworkElimination::kLeafSide;

bool is_leaf(const Region& region) { return region.rows <= kSide && region.columns <= kSide; }

// Half of `cells`, or a little more, so that leaves lie on a grid of kSide.
int first_half(int cells) { return (cells + 2 * kSide - 1) / (2 * kSide) * kSide; }

std::pair<Region, Region> halves(const Region& region) {
  Region first = region;
  Region second = region;
  if (region.rows > region.columns) {
    first.rows = first_half(region.rows);
    second.row += first.rows;
    second.rows -= first.rows;
  } else {
    first.columns = first_half(region.columns);
    second.column += first.columns;
    second.columns -= first.columns;
  }
  return {first, second};
}

int padded(int size) { return (size + kFrontPadding - 1) & -kFrontPadding; }

}  // namespace

const double* ReducedRegion::row(size_t a) const {
  const size_t before = a * ports.size() - a * (a + 1) / 2;  // links of earlier rows
  return links.data() + before - (a + 1);
}

NetworkElimination::NetworkElimination(const WireDesign& design, const double* conductance,
                                       int rows, int columns)
    : design_(design),
      conductance_(conductance),
      rows_(rows),
      columns_(columns),
      nodes_(design, rows, columns) {}

NetworkElimination::Shape NetworkElimination::shape_of(const Region& leaf) const {
  return {leaf.rows,        leaf.columns,
          leaf.row == 0,    leaf.row + leaf.rows == rows_,
          leaf.column == 0, leaf.column + leaf.columns == columns_};
}

ReducedRegion& NetworkElimination::leaf_at(const Region& region) {
  const int across = (columns_ + kSide - 1) / kSide;
  return leaves_[static_cast<size_t>(region.row / kSide * across + region.column / kSide)];
}

void NetworkElimination::collect_leaves(const Region& region,
                                        std::map<Shape, std::vector<Region>>& leaves) const {
  if (is_leaf(region)) {
    leaves[shape_of(region)].push_back(region);
    return;
  }
  const auto [first, second] = halves(region);
  collect_leaves(first, leaves);
  collect_leaves(second, leaves);
}

double NetworkElimination::conductance_of(const LeafProgram::Source& source,
                                          const Region& region) const {
  switch (source.kind) {
    case WireNodes::Resistor::WordSegment:
      return 1.0 / design_.word_ohm;
    case WireNodes::Resistor::BitSegment:
      return 1.0 / design_.bit_ohm;
    case WireNodes::Resistor::Driver:
      return 1.0 / (design_.driver_ohm + design_.word_ohm);
    case WireNodes::Resistor::Sense:
      return 1.0 / (design_.sense_ohm + design_.bit_ohm);
    default:
      break;
  }
  const int64_t row = region.row + source.cell / region.columns;
  return conductance_[row * columns_ + region.column + source.cell % region.columns];
}

void NetworkElimination::reduce_leaves() {
  std::map<Shape, std::vector<Region>> leaves;
  const Region tile{0, 0, rows_, columns_};
  collect_leaves(tile, leaves);
  leaves_.resize(static_cast<size_t>((rows_ + kSide - 1) / kSide) *
                 static_cast<size_t>((columns_ + kSide - 1) / kSide));
  for (const auto& [shape, regions] : leaves) {
    const LeafProgram program = make_leaf_program(nodes_, regions.front());
    const int count = static_cast<int>(regions.size());
    for (int i = 0; i < count; i += kLeafLanes) {
      reduce_batch(program, regions.data() + i, std::min(kLeafLanes, count - i));
    }
  }
}

void NetworkElimination::reduce_batch(const LeafProgram& program, const Region* leaves, int count) {
  AlignedVector<double> slots(static_cast<size_t>(program.slots * kLeafLanes), 0.0);
  for (const LeafProgram::Source& source : program.sources) {
    double* slot = slots.data() + source.slot * kLeafLanes;
    for (int lane = 0; lane < kLeafLanes; ++lane) {
      slot[lane] += conductance_of(source, leaves[std::min(lane, count - 1)]);
    }
  }
  run_leaf_job({program.steps.data(), program.pivots, slots.data()});
  for (int lane = 0; lane < count; ++lane) {
    ReducedRegion& leaf = leaf_at(leaves[lane]);
    leaf.ports = nodes_.ports(leaves[lane]);
    leaf.links.resize(program.port_slots.size());
    for (size_t i = 0; i < leaf.links.size(); ++i) {
      const int32_t slot = program.port_slots[i];
      leaf.links[i] = slot < 0 ? 0.0 : slots[static_cast<size_t>(slot * kLeafLanes + lane)];
    }
  }
}

// Nodes that disappear come first in the front, then (from a multiple of kFrontPadding) `ports`.
ReducedRegion NetworkElimination::join(const ReducedRegion& first, const ReducedRegion& second,
                                       std::vector<int32_t> ports, bool is_tile) {
  for (const ReducedRegion* part : {&first, &second}) {
    for (const int32_t node : part->ports) place_[static_cast<size_t>(node)] = -1;
  }
  for (const int32_t node : ports) place_[static_cast<size_t>(node)] = 0;
  FrontJob job;
  for (const ReducedRegion* part : {&first, &second}) {
    for (const int32_t node : part->ports) {
      int32_t& place = place_[static_cast<size_t>(node)];
      if (place < 0) place = job.pivots++;
    }
  }
  const int staying = padded(job.pivots);
  const int port_count = static_cast<int>(ports.size());
  for (int i = 0; i < port_count; ++i) {
    place_[static_cast<size_t>(ports[static_cast<size_t>(i)])] = staying + i;
  }
  job.size = padded(staying + port_count);
  job.row_end = is_tile ? staying + rows_ : job.size;
  job.first_column = is_tile ? (staying + rows_) & -kFrontPadding : 0;
  const size_t size = static_cast<size_t>(job.size);
  if (front_.size() < size * size) {
    front_.clear();  // nothing of it is kept
    front_.resize(size * size);
    packed_rows_.resize(size * kPivotBlock);
    packed_columns_.resize(size * kPivotBlock);
  }
  std::fill_n(front_.data(), size * size, 0.0);
  job.entries = front_.data();
  job.packed_rows = packed_rows_.data();
  job.packed_columns = packed_columns_.data();
  add_links(first, size);
  add_links(second, size);
  run_front_job(job);

  ReducedRegion result;
  result.ports = std::move(ports);
  result.links.reserve(static_cast<size_t>(port_count) * static_cast<size_t>(port_count) / 2);
  for (int a = 0; a < port_count; ++a) {
    const double* row = front_.data() + static_cast<size_t>(staying + a) * size + staying;
    result.links.insert(result.links.end(), row + a + 1, row + port_count);
  }
  return result;
}

void NetworkElimination::add_links(const ReducedRegion& part, size_t size) {
  const size_t count = part.ports.size();
  std::vector<size_t> places(count);
  for (size_t i = 0; i < count; ++i) {
    places[i] = static_cast<size_t>(place_[static_cast<size_t>(part.ports[i])]);
  }
  for (size_t a = 0; a < count; ++a) {
    const double* link = part.row(a);
    double* along = front_.data() + places[a] * size;
    double* down = front_.data() + places[a];
    for (size_t b = a + 1; b < count; ++b) {
      double& entry = places[b] > places[a] ? along[places[b]] : down[places[b] * size];
      entry += link[b];
    }
  }
}

ReducedRegion NetworkElimination::reduce(const Region& region) {
  if (is_leaf(region)) return std::move(leaf_at(region));
  const auto [first, second] = halves(region);
  const ReducedRegion left = reduce(first);
  const ReducedRegion right = reduce(second);
  const bool is_tile = region.rows == rows_ && region.columns == columns_;
  return join(left, right, nodes_.ports(region), is_tile);
}

std::vector<double> NetworkElimination::solve() {
  place_.resize(static_cast<size_t>(nodes_.count()));
  reduce_leaves();
  const ReducedRegion tile = reduce({0, 0, rows_, columns_});
  std::vector<double> effective;
  effective.reserve(static_cast<size_t>(rows_) * static_cast<size_t>(columns_));
  for (int r = 0; r < rows_; ++r) {
    const double* row = tile.row(static_cast<size_t>(r)) + rows_;
    effective.insert(effective.end(), row, row + columns_);
  }
  return effective;
}

}  // namespace kintsugi
