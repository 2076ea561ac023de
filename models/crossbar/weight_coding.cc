#include "models/crossbar/weight_coding.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace kintsugi {
namespace {

int columns_per_output(const WeightCoding& coding) {
  return coding.mapping == Mapping::Differential ? 2 * coding.slices : coding.slices;
}

int reference_columns(const WeightCoding& coding) {
  const bool cells = coding.mapping == Mapping::SingleEnded && !coding.digital_reference();
  return cells ? coding.slices : 0;
}

// combine(cell, partner) for every row and column a converter sees; the partner of a cell is its
// minus cell or reference cell, or null.
template <typename Value, typename Combine>
std::vector<Value> combine_cells(const WeightCoding& coding, const Value* cells, int rows,
                                 int outputs, Combine combine) {
  const int columns = outputs * coding.slices;
  const int physical = coding.physical_columns(outputs);
  const bool pair = coding.mapping == Mapping::Differential;
  const bool reference = reference_columns(coding) > 0;
  std::vector<Value> combined(static_cast<size_t>(rows) * static_cast<size_t>(columns));
  Value* out = combined.data();
  for (int r = 0; r < rows; ++r, cells += physical) {
    for (int k = 0; k < columns; ++k) {
      const Value* partner = pair        ? cells + 2 * k + 1
                             : reference ? cells + columns + k % coding.slices
                                         : nullptr;
      *out++ = combine(cells[pair ? 2 * k : k], partner);
    }
  }
  return combined;
}

}  // namespace

int64_t WeightCoding::slice_weight(int slice) const {
  int64_t weight = 1;
  for (int s = 0; s < slice; ++s) weight *= levels;
  return weight;
}

int64_t WeightCoding::states() const { return slice_weight(slices); }

int64_t WeightCoding::sum_of_slice_weights() const { return (states() - 1) / (levels - 1); }

int WeightCoding::steps_per_state() const {
  if (mapping == Mapping::Differential) return 1;
  const int64_t range = 2 * (int64_t{weight_levels} - 1);
  return static_cast<int>((range + states() - 2) / (states() - 1));
}

int WeightCoding::reference_state() const {
  return mapping == Mapping::Differential ? 0 : static_cast<int>(states() / 2);
}

int WeightCoding::state(int weight) const {
  const int size = std::abs(weight);
  const auto top = static_cast<int>(states() - 1);
  if (mapping == Mapping::Differential) return std::min(size, top);
  const int steps = steps_per_state();
  const int whole = (2 * size + steps) / (2 * steps);
  return std::clamp(reference_state() + (weight >= 0 ? whole : -whole), 0, top);
}

int WeightCoding::digit(int state, int slice) const {
  return static_cast<int>(state / slice_weight(slice) % levels);
}

int WeightCoding::physical_columns(int outputs) const {
  return outputs * columns_per_output(*this) + reference_columns(*this);
}

int WeightCoding::outputs_of(int columns) const {
  return (columns - reference_columns(*this)) / columns_per_output(*this);
}

namespace {

// Levels of the cells of every weight there can be: [256 weights from -128][cells of an output].
std::vector<uint8_t> levels_by_weight(const WeightCoding& coding) {
  const bool pair = coding.mapping == Mapping::Differential;
  std::vector<uint8_t> levels;
  for (int w = -128; w < 128; ++w) {
    const int state = coding.state(w);
    for (int s = 0; s < coding.slices; ++s) {
      const auto digit = static_cast<uint8_t>(coding.digit(state, s));
      levels.push_back(pair && w < 0 ? uint8_t{0} : digit);
      if (pair) levels.push_back(w < 0 ? digit : uint8_t{0});
    }
  }
  return levels;
}

// The weights of a tile's rows: [outputs][stride].
struct WeightRows {
  const int8_t* weights;
  int stride;
  int rows;
  int outputs;
};

// Writes the levels of every weight's cells, [rows][physical columns]. `cells` an output, best
// known to the compiler: they are copied whole then.
template <typename Count>
void lay_out_levels(const WeightRows& from, const uint8_t* of_weight, Count cells, int physical,
                    uint8_t* levels) {
  constexpr int kRows = 32;  // written in turn: as many lines as stay in the first-level cache
  for (int first = 0; first < from.rows; first += kRows) {
    const int count = std::min(kRows, from.rows - first);
    for (int o = 0; o < from.outputs; ++o) {  // along the weights in memory
      const int8_t* weight = from.weights + static_cast<ptrdiff_t>(o) * from.stride + first;
      uint8_t* level = levels + static_cast<ptrdiff_t>(first) * physical + o * cells;
      for (int r = 0; r < count; ++r, level += physical) {
        std::memcpy(level, of_weight + (weight[r] + 128) * cells, static_cast<size_t>(cells));
      }
    }
  }
}

}  // namespace

std::vector<uint8_t> cell_levels(const WeightCoding& coding, const int8_t* weights, int row_stride,
                                 int first_row, int rows, int outputs) {
  const std::vector<uint8_t> of_weight = levels_by_weight(coding);
  const int cells = columns_per_output(coding);
  const int physical = coding.physical_columns(outputs);
  std::vector<uint8_t> levels(static_cast<size_t>(rows) * static_cast<size_t>(physical));
  const WeightRows from = {weights + first_row, row_stride, rows, outputs};
  switch (cells) {
    case 1:
      lay_out_levels(from, of_weight.data(), std::integral_constant<int, 1>(), physical,
                     levels.data());
      break;
    case 2:
      lay_out_levels(from, of_weight.data(), std::integral_constant<int, 2>(), physical,
                     levels.data());
      break;
    case 4:
      lay_out_levels(from, of_weight.data(), std::integral_constant<int, 4>(), physical,
                     levels.data());
      break;
    default:
      lay_out_levels(from, of_weight.data(), cells, physical, levels.data());
  }
  for (int s = 0; s < reference_columns(coding); ++s) {
    const auto digit = static_cast<uint8_t>(coding.digit(coding.reference_state(), s));
    uint8_t* level = levels.data() + outputs * cells + s;
    for (int r = 0; r < rows; ++r, level += physical) *level = digit;
  }
  return levels;
}

std::vector<int16_t> effective_codes(const WeightCoding& coding, const int16_t* cells, int rows,
                                     int outputs) {
  return combine_cells(coding, cells, rows, outputs, [](int16_t cell, const int16_t* partner) {
    return static_cast<int16_t>(cell - (partner == nullptr ? 0 : *partner));
  });
}

void effective_sums(const WeightCoding& coding, const int32_t* cells, int outputs, int64_t* sums) {
  const std::vector<int32_t> combined =
      combine_cells(coding, cells, 1, outputs, [](int32_t cell, const int32_t* partner) {
        return cell - (partner == nullptr ? 0 : *partner);
      });
  std::copy(combined.begin(), combined.end(), sums);
}

std::vector<float> effective_variances(const WeightCoding& coding, const float* cells, int rows,
                                       int outputs) {
  return combine_cells(coding, cells, rows, outputs, [](float cell, const float* partner) {
    return cell + (partner == nullptr ? 0.0F : *partner);
  });
}

}  // namespace kintsugi
