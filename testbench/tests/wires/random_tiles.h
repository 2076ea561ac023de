// Tiles and designs drawn by RapidCheck: every topology, with and without zero resistances.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <vector>

#include "models/core/random.h"
#include "models/wires/wire_design.h"

namespace kintsugi::testing {

// An integer in [least, end) whatever RapidCheck's size.
inline int draw(int least, int end) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least, end));
}

// Uniform in the logarithm between two resistances, or 0 once in four times.
inline double draw_ohm(double least, double most) {
  if (draw(0, 4) == 0) return 0.0;
  return least * portable_exp(draw(0, 1001) * 1e-3 * portable_log(least / most) * -1.0);
}

inline WireDesign draw_design() {
  WireDesign design;
  design.drive = *rc::gen::element(DriveEnd::Left, DriveEnd::Right, DriveEnd::Both);
  design.sense = *rc::gen::element(SenseEnd::Bottom, SenseEnd::Top, SenseEnd::Both);
  design.word_ohm = draw_ohm(0.1, 10.0);
  design.bit_ohm = draw_ohm(0.1, 10.0);
  design.driver_ohm = draw_ohm(1.0, 1e3);
  design.sense_ohm = draw_ohm(1.0, 1e3);
  return design;
}

inline GatedWireDesign draw_gated_design() {
  GatedWireDesign design;
  design.sense = *rc::gen::element(SenseEnd::Bottom, SenseEnd::Top, SenseEnd::Both);
  design.supply = *rc::gen::element(SupplyEnd::Bottom, SupplyEnd::Top, SupplyEnd::Both);
  design.bit_ohm = draw_ohm(0.1, 10.0);
  design.source_ohm = draw_ohm(0.1, 10.0);
  design.driver_ohm = draw_ohm(1.0, 1e3);
  design.sense_ohm = draw_ohm(1.0, 1e3);
  return design;
}

// Cells of 1 kilohm to 1 megohm, uniform in the logarithm.
inline std::vector<double> random_cells(int rows, int columns, uint64_t seed) {
  std::vector<double> cells(static_cast<size_t>(rows * columns));
  const RandomKey key{seed, 0, 0, RandomRole::CellWithin};
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i] = 1e-6 * portable_exp(uniform(key, i) * -portable_log(1e-3));
  }
  return cells;
}

// Codes from 0 to 8192.
inline std::vector<int16_t> random_codes(int rows, int columns, uint64_t seed) {
  std::vector<int16_t> codes(static_cast<size_t>(rows * columns));
  const RandomKey key{seed, 1, 0, RandomRole::CellWithin};
  for (size_t i = 0; i < codes.size(); ++i) {
    codes[i] = static_cast<int16_t>(random_word(key, i) % 8193);
  }
  return codes;
}

inline std::vector<uint8_t> random_bits(int rows, uint64_t seed) {
  std::vector<uint8_t> bits(static_cast<size_t>(rows));
  const RandomKey key{seed, 2, 0, RandomRole::CellWithin};
  for (size_t i = 0; i < bits.size(); ++i) bits[i] = random_word(key, i) % 2 != 0;
  return bits;
}

// Largest |a - b| / b.
inline double largest_relative_error(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0.0;
  for (size_t i = 0; i < b.size(); ++i) {
    const double error = a[i] > b[i] ? a[i] - b[i] : b[i] - a[i];
    if (error > largest * b[i]) largest = b[i] > 0.0 ? error / b[i] : 1.0;
  }
  return a.size() == b.size() ? largest : 1.0;
}

}  // namespace kintsugi::testing
