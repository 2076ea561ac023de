#include "models/wires/wire_nodes.h"

namespace kintsugi {

WireNodes::WireNodes(const WireDesign& design, int rows, int columns)
    : rows_(rows),
      columns_(columns),
      left_(design.drive != DriveEnd::Right),
      right_(design.drive != DriveEnd::Left),
      top_(design.sense != SenseEnd::Bottom),
      bottom_(design.sense != SenseEnd::Top),
      word_is_node_(design.word_ohm == 0.0),
      bit_is_node_(design.bit_ohm == 0.0),
      word_is_driver_(word_is_node_ && design.driver_ohm == 0.0),
      bit_is_sense_(bit_is_node_ && design.sense_ohm == 0.0) {}

int WireNodes::word(int r, int c) const {
  if (word_is_driver_) return driver(r);
  return r * columns_ + (word_is_node_ ? 0 : c);
}

int WireNodes::bit(int r, int c) const {
  if (bit_is_sense_) return sense(c);
  return (rows_ + (bit_is_node_ ? 0 : r)) * columns_ + c;
}

bool WireNodes::driven(const Region& region) const {
  return word_is_driver_ || (left_ && region.column == 0) ||
         (right_ && region.column + region.columns == columns_);
}

bool WireNodes::sensed(const Region& region) const {
  return bit_is_sense_ || (top_ && region.row == 0) ||
         (bottom_ && region.row + region.rows == rows_);
}

std::vector<int32_t> WireNodes::ports(const Region& region) const {
  const int row_end = region.row + region.rows;
  const int column_end = region.column + region.columns;
  std::vector<int32_t> nodes;
  const auto add_words = [&](int column) {
    for (int r = region.row; r < row_end; ++r) nodes.push_back(word(r, column));
  };
  const auto add_bits = [&](int row) {
    for (int c = region.column; c < column_end; ++c) nodes.push_back(bit(row, c));
  };
  const bool left = region.column > 0;
  const bool right = column_end < columns_;
  if (!word_is_driver_) {
    if (word_is_node_ ? left || right : left) add_words(word_is_node_ ? 0 : region.column - 1);
    if (!word_is_node_ && right) add_words(column_end - 1);
  }
  if (driven(region)) {
    for (int r = region.row; r < row_end; ++r) nodes.push_back(driver(r));
  }
  const bool above = region.row > 0;
  const bool below = row_end < rows_;
  if (!bit_is_sense_) {
    if (bit_is_node_ ? above || below : above) add_bits(bit_is_node_ ? 0 : region.row - 1);
    if (!bit_is_node_ && below) add_bits(row_end - 1);
  }
  if (sensed(region)) {
    for (int c = region.column; c < column_end; ++c) nodes.push_back(sense(c));
  }
  return nodes;
}

}  // namespace kintsugi
