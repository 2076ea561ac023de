#include "models/converter/dac.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/converter/draws.h"

namespace kintsugi {
namespace {

constexpr uint64_t kLevelStride = uint64_t{1} << kLargestDacBits;
constexpr double kLargestFoldedCode = 32767.0;

double round_half_up(double x) { return std::floor(x + 0.5); }

int16_t fixed_point(double level) {
  return static_cast<int16_t>(round_half_up(level * (1 << kDacFractionBits)));
}

}  // namespace

// The bounds keep every gain positive and every level within int16: no draw reaches 6.8 sigma, and
// (255 * 1.68 + 8 * 6.8 + 2 * 6.8) * 64 = 31 770.
std::optional<KeyFault> fault_of(const DacDesign& design) {
  if (auto fault = fault_of_range("dac.bits", design.bits, 1, kLargestDacBits)) return fault;
  if (auto fault = fault_of_range("dac.gain_sigma", design.gain_sigma, 0, 0.1)) return fault;
  if (auto fault = fault_of_range("dac.offset_sigma_lsb", design.offset_sigma_lsb, 0, 8)) {
    return fault;
  }
  if (auto fault = fault_of_range("dac.inl_sigma_lsb", design.inl_sigma_lsb, 0, 2)) return fault;
  if (design.bits == 1 && design.inl_sigma_lsb != 0.0) {
    return KeyFault{"dac.inl_sigma_lsb",
                    fmt::format("found {} with dac.bits = 1; allowed only 0, because gain and "
                                "offset describe two levels completely",
                                design.inl_sigma_lsb)};
  }
  return std::nullopt;
}

void check(const DacDesign& design) { throw_fault(fault_of(design)); }

DacBank draw_dacs(const DacDesign& design, const RandomKey& tile, int rows) {
  const auto count = static_cast<size_t>(rows);
  const size_t levels = size_t{1} << design.bits;
  DacBank bank;
  bank.bits = design.bits;
  bank.gain = normal_draws(tile, RandomRole::DacGain, 0, count);
  bank.offset_lsb = normal_draws(tile, RandomRole::DacOffset, 0, count);
  for (double& gain : bank.gain) gain = 1.0 + design.gain_sigma * gain;
  for (double& offset : bank.offset_lsb) offset *= design.offset_sigma_lsb;
  bank.levels.reserve(count * levels);
  for (size_t r = 0; r < count; ++r) {
    std::vector<double> inl(levels, 0.0);
    if (design.inl_sigma_lsb != 0.0) {
      inl = normal_draws(tile, RandomRole::DacLevel, kLevelStride * r, levels);
    }
    inl.front() = 0.0;
    inl.back() = 0.0;
    for (size_t d = 0; d < levels; ++d) {
      const double line = bank.gain[r] * static_cast<double>(d) + bank.offset_lsb[r];
      bank.levels.push_back(fixed_point(line + design.inl_sigma_lsb * inl[d]));
    }
  }
  return bank;
}

FoldedDac fold_dacs(const DacBank& dacs, const int16_t* codes, int columns) {
  if (dacs.bits != 1) throw std::invalid_argument("only 1-bit drivers fold into cells");
  const auto width = static_cast<size_t>(columns);
  std::vector<double> sums(width, 0.0);
  FoldedDac folded;
  folded.codes.reserve(dacs.gain.size() * width);
  for (size_t r = 0; r < dacs.gain.size(); ++r) {
    for (size_t c = 0; c < width; ++c) {
      const double code = *codes++;
      const double scaled = round_half_up(code * dacs.gain[r]);
      const double held = std::clamp(scaled, -kLargestFoldedCode, kLargestFoldedCode);
      folded.clipped += held != scaled ? 1 : 0;
      folded.codes.push_back(static_cast<int16_t>(held));
      sums[c] += code * dacs.offset_lsb[r];
    }
  }
  for (const double sum : sums) {
    folded.constants.push_back(static_cast<int64_t>(round_half_up(sum)));
  }
  return folded;
}

}  // namespace kintsugi
