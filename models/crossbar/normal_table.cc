#include "models/crossbar/normal_table.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "models/core/random.h"

namespace kintsugi {
namespace {

double rational(const double (&top)[8], const double (&bottom)[8], double x) {
  double p = top[7];
  double q = bottom[7];
  for (int i = 6; i >= 0; --i) {
    p = p * x + top[i];
    q = q * x + bottom[i];
  }
  return p / q;
}

// Quantile of the standard normal for p in (0, 1/2]: algorithm AS 241, Wichura, Applied Statistics
// 37 (1988), accurate to 1e-16.
double lower_quantile(double p) {
  static constexpr double a[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                  1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                  4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                  3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr double b[8] = {1.0,
                                  4.2313330701600911252e+1,
                                  6.8718700749205790830e+2,
                                  5.3941960214247511077e+3,
                                  2.1213794301586595867e+4,
                                  3.9307895800092710610e+4,
                                  2.8729085735721942674e+4,
                                  5.2264952788528545610e+3};
  static constexpr double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                  5.76949722146069140550e0,  3.64784832476320460504e0,
                                  1.27045825245236838258e0,  2.41780725177450611770e-1,
                                  2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double d[8] = {1.0,
                                  2.05319162663775882187e0,
                                  1.67638483018380384940e0,
                                  6.89767334985100004550e-1,
                                  1.48103976427480074590e-1,
                                  1.51986665636164571966e-2,
                                  5.47593808499534494600e-4,
                                  1.05075007164441684324e-9};
  static constexpr double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                  1.78482653991729133580e0,  2.96560571828504891230e-1,
                                  2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                  2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double f[8] = {1.0,
                                  5.99832206555887937690e-1,
                                  1.36929880922735805310e-1,
                                  1.48753612908506148525e-2,
                                  7.86869131145613259100e-4,
                                  1.84631831751005468180e-5,
                                  1.42151175831644588870e-7,
                                  2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (q >= -0.425) return q * rational(a, b, 0.180625 - q * q);
  const double r = std::sqrt(-portable_log(p));
  return r <= 5.0 ? -rational(c, d, r - 1.6) : -rational(e, f, r - 5.0);
}

int32_t in_units(double value, float unit) {
  return static_cast<int32_t>(std::floor(value / static_cast<double>(unit) + 0.5));
}

std::vector<int32_t> make_table() {
  std::vector<int32_t> table(kNormalSegments, 0);
  // Segment s starts at (1 + s % 64 / 64) * 2^(s / 64), in units of 2^-32 of probability.
  const auto magnitude = [](int segment) {
    const double start = std::ldexp(1.0 + (segment % 64) / 64.0, segment / 64);
    return -lower_quantile(std::ldexp(start, -32));
  };
  constexpr int kHalf = 31 * 64;  // starts at probability 1/2
  for (int s = 0; s < kHalf; ++s) {
    const double start = magnitude(s);
    const double fall = start - magnitude(s + 1);
    table[static_cast<size_t>(s)] =
        in_units(start, kNormalBaseUnit) << kNormalSlopeBits |
        in_units(std::ldexp(fall, -kNormalFractionBits), kNormalSlopeUnit);
  }
  return table;
}

}  // namespace

const int32_t* normal_table() {
  static const std::vector<int32_t> table = make_table();
  return table.data();
}

float normal_of_word(uint32_t word) {
  const auto magnitude = static_cast<float>(static_cast<int32_t>((word & 0x7fffffffU) | 1U));
  int32_t bits = 0;
  std::memcpy(&bits, &magnitude, sizeof bits);
  const int32_t segment = (bits >> kNormalFractionBits) - kNormalFirstSegment;
  const auto fraction = static_cast<float>(bits & ((1 << kNormalFractionBits) - 1));
  const int32_t entry = normal_table()[segment];
  const float start = static_cast<float>(entry >> kNormalSlopeBits) * kNormalBaseUnit;
  const auto slope = static_cast<float>(entry & ((1 << kNormalSlopeBits) - 1));
  const float value = start - slope * fraction * kNormalSlopeUnit;
  return (word >> 31) != 0 ? value : -value;
}

}  // namespace kintsugi
