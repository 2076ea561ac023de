// Every vector unit and every machine gives the same bits.
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "models/core/vector_unit.h"
#include "models/wires/effective_conductance.h"
#include "models/wires/gated_read.h"
#include "random_tiles.h"

namespace kintsugi {
namespace {

uint64_t digest(const std::vector<double>& values) {
  uint64_t hash = 14695981039346656037U;  // FNV-1a over words
  for (const double value : values) {
    uint64_t word = 0;
    std::memcpy(&word, &value, sizeof word);
    hash = (hash ^ word) * 1099511628211U;
  }
  return hash;
}

// Runs `action` on every vector unit and expects the digest recorded when it was written.
template <typename Action>
void expect_digest(uint64_t expected, Action action) {
  for (const VectorUnit unit : available_vector_units()) {
    select_vector_unit(unit);
    EXPECT_EQ(digest(action()), expected) << "vector unit " << static_cast<int>(unit);
  }
  select_vector_unit(available_vector_units().back());
}

TEST(WireKernelTest, EffectiveConductancesHaveTheSameBitsEverywhere) {
  const std::vector<double> cells = testing::random_cells(150, 133, 21);
  const WireDesign design{DriveEnd::Left, SenseEnd::Bottom, 0.35, 0.5, 100.0, 50.0};
  expect_digest(542544116517980468U,
                [&] { return effective_conductance(design, cells.data(), 150, 133); });
}

TEST(WireKernelTest, MergedLinesHaveTheSameBitsEverywhere) {
  const std::vector<double> cells = testing::random_cells(90, 70, 22);
  const WireDesign design{DriveEnd::Both, SenseEnd::Top, 0.0, 0.5, 100.0, 0.0};
  expect_digest(16935775262572687924U,
                [&] { return effective_conductance(design, cells.data(), 90, 70); });
}

TEST(WireKernelTest, GatedReadsHaveTheSameBitsEverywhere) {
  const std::vector<int16_t> codes = testing::random_codes(100, 301, 23);
  const std::vector<uint8_t> bits = testing::random_bits(100, 23);
  const GatedWireDesign design{SenseEnd::Bottom, SupplyEnd::Both, 0.35, 0.5, 100.0, 50.0};
  const GatedTile tile = make_gated_tile(design, 1e-4, 100, 301, codes.data());
  expect_digest(14377980904337341U, [&] { return gated_conductances(tile, bits.data()); });
}

}  // namespace
}  // namespace kintsugi
