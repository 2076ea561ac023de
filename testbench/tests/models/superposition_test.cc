// What a linear array must keep, whatever holds the weights and drives the lines.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "models/crossbar/tile.h"

namespace kintsugi {
namespace {

struct Array {
  TileDesign design;
  int rows = 0;
  int outputs = 0;
  std::vector<int8_t> weights;  // [outputs][rows]

  Tile program(const DieContext* die) const {
    RowGroups groups;
    for (int row = 0; row < rows; row += 4) {
      groups.first_row.push_back(row);
      groups.rows.push_back(std::min(4, rows - row));
    }
    return program_tile(design, {die, 0}, weights.data(), rows, 0, rows, outputs, groups, 1 << 20);
  }
};

WeightCoding arbitrary_coding() {
  WeightCoding coding;
  coding.mapping =
      *rc::gen::element(Mapping::Differential, Mapping::SingleEnded, Mapping::OffsetBinary);
  coding.reference = *rc::gen::element(Reference::Cells, Reference::Digital);
  coding.levels = *rc::gen::element(2, 4, 16);
  coding.slices = coding.levels == 2 ? 4 : coding.levels == 4 ? 2 : 1;
  coding.weight_levels = 8;
  return coding;
}

Array arbitrary_array(const WeightCoding& coding) {
  Array array;
  DeviceStatistics statistics;
  statistics.levels = coding.levels;
  statistics.sigma_within = 0.3;
  statistics.sigma_die = 0.2;
  array.design.device = std::make_shared<const DeviceModel>(statistics);
  array.design.coding = coding;
  array.design.input = {*rc::gen::element(1, 2, 4), *rc::gen::arbitrary<bool>()};
  array.design.dac.bits = array.design.input.plane_bits;
  array.design.dac.gain_sigma = *rc::gen::element(0.0, 0.02);
  array.rows = *rc::gen::inRange(1, 40);
  array.outputs = *rc::gen::inRange(1, 9);
  array.weights = *rc::gen::container<std::vector<int8_t>>(
      static_cast<size_t>(array.rows * array.outputs), rc::gen::inRange<int8_t>(-7, 8));
  return array;
}

std::vector<int64_t> sums(const Tile& tile, const std::vector<uint8_t>& inputs, int plane) {
  std::vector<int64_t> all(static_cast<size_t>(tile.columns()));
  analog_sums(tile, inputs.data(), plane, all.data());
  return all;
}

// Rows of `inputs` whose choice is `side`, the others at 0.
std::vector<uint8_t> part(const std::vector<uint8_t>& inputs, const std::vector<bool>& choice,
                          bool side) {
  std::vector<uint8_t> out(inputs.size(), 0);
  for (size_t r = 0; r < inputs.size(); ++r) {
    if (choice[r] == side) out[r] = inputs[r];
  }
  return out;
}

// Two parts of an input add up to it, less the sums of no input, which both hold. Drivers that err
// apply fractions of a level, and each of the four sums drops what is left of one.
RC_GTEST_PROP(Superposition, PartsOfAnInputAddUp, ()) {
  const Array array = arbitrary_array(arbitrary_coding());
  const DieContext die = array.design.device->die(*rc::gen::arbitrary<uint64_t>(), 0);
  const Tile tile = array.program(&die);
  const auto size = static_cast<size_t>(array.rows);
  const auto inputs =
      *rc::gen::container<std::vector<uint8_t>>(size, rc::gen::inRange<uint8_t>(0, 16));
  const auto choice = *rc::gen::container<std::vector<bool>>(size, rc::gen::arbitrary<bool>());
  for (int plane = 0; plane < array.design.input.planes(4); ++plane) {
    const auto whole = sums(tile, inputs, plane);
    const auto left = sums(tile, part(inputs, choice, true), plane);
    const auto right = sums(tile, part(inputs, choice, false), plane);
    const auto none = sums(tile, std::vector<uint8_t>(size, 0), plane);
    for (size_t c = 0; c < whole.size(); ++c) {
      const int64_t apart = whole[c] + none[c] - left[c] - right[c];
      RC_ASSERT(std::abs(apart) <= (tile.levels.empty() ? 0 : 3));
    }
  }
}

// Weights turned round turn the sums of a differential array without variation round.
RC_GTEST_PROP(Superposition, DifferentialMapIsSymmetric, ()) {
  WeightCoding coding = arbitrary_coding();
  coding.mapping = Mapping::Differential;
  Array array = arbitrary_array(coding);
  array.design.dac.gain_sigma = 0.0;
  const Tile tile = array.program(nullptr);
  for (int8_t& weight : array.weights) weight = static_cast<int8_t>(-weight);
  const Tile turned = array.program(nullptr);
  const auto inputs = *rc::gen::container<std::vector<uint8_t>>(static_cast<size_t>(array.rows),
                                                                rc::gen::inRange<uint8_t>(0, 16));
  for (int plane = 0; plane < array.design.input.planes(4); ++plane) {
    const auto plus = sums(tile, inputs, plane);
    const auto minus = sums(turned, inputs, plane);
    for (size_t c = 0; c < plus.size(); ++c) RC_ASSERT(plus[c] == -minus[c]);
  }
}

}  // namespace
}  // namespace kintsugi
