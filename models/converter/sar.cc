#include "models/converter/sar.h"

#include <cmath>

#include "models/converter/draws.h"
#include "models/converter/fine_grid.h"

namespace kintsugi {
namespace {

constexpr uint64_t kStride = 16;
constexpr size_t kTermination = 15;

double lsb_per_unit(const SarCapacitors& capacitors) {
  double total = capacitors.termination;
  for (const double weight : capacitors.weights) total += weight;
  return static_cast<double>(int64_t{1} << capacitors.weights.size()) / total;
}

// One node of the search tree: the positions [begin, end) all decided bits above `bit` alike.
struct Search {
  const SarCapacitors& capacitors;
  double scale;
  uint16_t* table;

  void decide(int bit, uint16_t code, double kept, int32_t begin, int32_t end) const {
    if (begin >= end) return;
    if (bit < 0) {
      std::fill(table + begin, table + end, code);
      return;
    }
    const double trial = kept + capacitors.weights[static_cast<size_t>(bit)];
    const int bits = static_cast<int>(capacitors.weights.size());
    const int32_t split = std::clamp(first_position_at(trial * scale, bits), begin, end);
    decide(bit - 1, code, kept, begin, split);
    decide(bit - 1, static_cast<uint16_t>(code | 1U << bit), trial, split, end);
  }
};

}  // namespace

SarCapacitors draw_capacitors(const AdcDesign& design, const RandomKey& tile, uint32_t index) {
  const auto draws =
      normal_draws(tile, RandomRole::ConverterCapacitor, index * kStride, kTermination + 1);
  SarCapacitors capacitors;
  for (size_t bit = 0; bit < static_cast<size_t>(design.bits); ++bit) {
    const auto units = static_cast<double>(int64_t{1} << bit);
    capacitors.weights.push_back(units + design.capacitor_sigma * std::sqrt(units) * draws[bit]);
  }
  capacitors.termination = 1.0 + design.capacitor_sigma * draws[kTermination];
  return capacitors;
}

uint32_t sar_code(double input_lsb, const SarCapacitors& capacitors) {
  const double scale = lsb_per_unit(capacitors);
  double kept = 0.0;
  uint32_t code = 0;
  for (size_t bit = capacitors.weights.size(); bit-- > 0;) {
    const double trial = kept + capacitors.weights[bit];
    if (input_lsb < trial * scale) continue;
    kept = trial;
    code |= 1U << bit;
  }
  return code;
}

void fill_sar_table(const SarCapacitors& capacitors, uint16_t* table) {
  const int bits = static_cast<int>(capacitors.weights.size());
  const Search search{capacitors, lsb_per_unit(capacitors), table};
  search.decide(bits - 1, 0, 0.0, 0, fine_positions(bits));
}

}  // namespace kintsugi
