// The bodies of the cell kernels: plain loops without branches that the compiler turns into vector
// code, compiled once for each instruction set. Included only by cell_kernel_<isa>.cc. It uses
// nothing of the standard library, so that no shared inline function is emitted with instructions
// another processor lacks.
#pragma once

#include "models/core/portable_math.h"
#include "models/device/cell_kernel.h"

namespace kintsugi {
namespace {

inline float larger(float a, float b) { return a > b ? a : b; }
inline float smaller(float a, float b) { return a < b ? a : b; }

// exp(x), held where single precision can: e^60 is far beyond any code, e^-60 far below one.
inline float factor(float x) { return exp_single(larger(smaller(x, 60.0F), -60.0F)); }

inline int32_t comparable(uint32_t word) { return static_cast<int32_t>(word ^ 0x80000000U); }
inline int32_t low_half(uint32_t word) { return comparable(word << 16); }

void outside(size_t count, float lowest, float highest, const float* z, uint8_t* __restrict flags) {
  for (size_t i = 0; i < count; ++i) {
    flags[i] = static_cast<uint8_t>((z[i] < lowest) | (z[i] > highest));
  }
}

void add_line(size_t count, float shift, float slope, const float* z, float* __restrict values) {
  for (size_t i = 0; i < count; ++i) values[i] += shift + slope * z[i];
}

void log_normal(size_t count, const float* level, const uint8_t* levels, float sigma,
                const float* z, float* __restrict values) {
  for (size_t i = 0; i < count; ++i) values[i] = factor(sigma * z[i] + values[i]);
  for (size_t i = 0; i < count; ++i) values[i] *= level[levels[i]];
}

void gaussian(size_t count, const float* mean, const float* sigma, const uint8_t* levels,
              const float* z, float* __restrict values) {
  for (size_t i = 0; i < count; ++i) values[i] = factor(values[i]);
  for (size_t i = 0; i < count; ++i) {
    values[i] *= larger(mean[levels[i]] + sigma[levels[i]] * z[i], 0.0F);
  }
}

void shift_line(size_t count, float shift, float slope, const float* z, float* __restrict values) {
  for (size_t i = 0; i < count; ++i) values[i] = larger(values[i] + (shift + slope * z[i]), 0.0F);
}

// What is left of a conductance while its trap is full.
inline float share_left(const TrapTerms& terms, float conductance) {
  const float g = larger(conductance, 1e-3F);  // no 0 / 0
  return smaller(larger(g / (terms.slope * g + terms.offset), terms.least), terms.most);
}

void slow_traps(size_t count, const TrapTerms& given, const uint32_t* words,
                float* __restrict values) {
  const TrapTerms terms = given;
  for (size_t i = 0; i < count; ++i) {
    const float left = share_left(terms, values[i]);
    values[i] *= low_half(words[i]) < terms.full ? left : 1.0F;
  }
}

void fast_traps(size_t count, const TrapTerms& given, const uint32_t* words,
                float* __restrict values, float* __restrict extra) {
  const TrapTerms terms = given;
  const float variance = terms.occupancy * (1.0F - terms.occupancy);
  for (size_t i = 0; i < count; ++i) {
    const float fall = values[i] * (1.0F - share_left(terms, values[i]));
    const float trapped_fall = low_half(words[i]) < terms.trapped ? fall : 0.0F;
    values[i] -= terms.occupancy * trapped_fall;
    extra[i] = variance * (trapped_fall * trapped_fall);
  }
}

void stuck(size_t count, const StuckTerms& given, const uint32_t* words, float* __restrict values,
           float* __restrict extra) {
  const StuckTerms terms = given;
  for (size_t i = 0; i < count; ++i) {
    const int32_t word = comparable(words[i]);
    const float high = word > terms.above_is_hrs ? terms.hrs : values[i];
    values[i] = word < terms.below_is_lrs ? terms.lrs : high;
    const float others = word > terms.above_is_hrs ? 0.0F : extra[i];
    extra[i] = word < terms.below_is_lrs ? 0.0F : others;
  }
}

int64_t to_codes(size_t count, const float* values, int16_t* __restrict codes) {
  int32_t clipped = 0;
  for (size_t i = 0; i < count; ++i) {
    const float code = values[i] + 0.5F;
    clipped += code >= 32768.0F ? 1 : 0;
    codes[i] = static_cast<int16_t>(static_cast<int32_t>(smaller(code, 32767.0F)));
  }
  return clipped;
}

void variance(size_t count, const VarianceTerms& given, const int16_t* codes, const float* extra,
              int32_t* __restrict variance) {
  const VarianceTerms terms = given;
  for (size_t i = 0; i < count; ++i) {
    const auto g = static_cast<float>(codes[i]);
    const float units =
        terms.per_square * (g * g) + terms.constant + terms.per_extra * extra[i] + 0.5F;
    variance[i] = static_cast<int32_t>(smaller(units, 2147483520.0F));  // largest below 2^31
  }
}

constexpr CellKernel cell_kernel() {
  return {outside,    add_line,   log_normal, gaussian, shift_line,
          slow_traps, fast_traps, stuck,      to_codes, variance};
}

}  // namespace
}  // namespace kintsugi
