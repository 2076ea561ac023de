// The nodes of a tile's network, numbered so that nodes without resistance between them are one.
#pragma once

#include <cstdint>
#include <vector>

#include "models/wires/wire_design.h"

namespace kintsugi {

// A rectangle of cells. It owns its cells, the segments left of and above each of them, and the
// segments to the right and below where the tile ends there.
struct Region {
  int row = 0;
  int column = 0;
  int rows = 0;
  int columns = 0;
};

class WireNodes {
 public:
  WireNodes(const WireDesign& design, int rows, int columns);

  int count() const { return driver(rows_) + columns_; }
  int driver(int r) const { return 2 * rows_ * columns_ + r; }  // terminal: a voltage
  int sense(int c) const { return driver(rows_) + c; }          // terminal: virtual ground
  int word(int r, int c) const;
  int bit(int r, int c) const;

  // The nodes through which a region meets the rest of the network and the terminals. Those of the
  // whole tile are all drivers, then all sense ends.
  std::vector<int32_t> ports(const Region& region) const;

  // Calls visit(node, node, kind, cell) for every resistor of the region; `cell` counts the
  // region's cells row by row and means nothing for wires.
  enum class Resistor { Cell, WordSegment, BitSegment, Driver, Sense };
  template <typename Visit>
  void for_each_resistor(const Region& region, Visit visit) const;

 private:
  bool driven(const Region& region) const;
  bool sensed(const Region& region) const;

  int rows_;
  int columns_;
  bool left_, right_, top_, bottom_;    // ends with a driver, or with a sense end
  bool word_is_node_, bit_is_node_;     // a whole line is one node ...
  bool word_is_driver_, bit_is_sense_;  // ... and that node is its terminal
};

template <typename Visit>
void WireNodes::for_each_resistor(const Region& region, Visit visit) const {
  int cell = 0;
  for (int r = region.row; r < region.row + region.rows; ++r) {
    for (int c = region.column; c < region.column + region.columns; ++c) {
      const int word_node = word(r, c);
      const int bit_node = bit(r, c);
      visit(word_node, bit_node, Resistor::Cell, cell++);
      if (c > 0 && !word_is_node_) visit(word(r, c - 1), word_node, Resistor::WordSegment, 0);
      if (r > 0 && !bit_is_node_) visit(bit(r - 1, c), bit_node, Resistor::BitSegment, 0);
      if (!word_is_driver_) {
        if (left_ && c == 0) visit(driver(r), word_node, Resistor::Driver, 0);
        if (right_ && c == columns_ - 1) visit(driver(r), word_node, Resistor::Driver, 0);
      }
      if (!bit_is_sense_) {
        if (top_ && r == 0) visit(sense(c), bit_node, Resistor::Sense, 0);
        if (bottom_ && r == rows_ - 1) visit(sense(c), bit_node, Resistor::Sense, 0);
      }
    }
  }
}

}  // namespace kintsugi
