#include "models/digital/activation.h"

#include <cmath>
#include <stdexcept>

namespace kintsugi {

FixedFactor fixed_factor(double factor) {
  if (!(factor >= std::ldexp(1.0, -30) && factor <= std::ldexp(1.0, 15))) {
    throw std::domain_error("requantisation factor out of range");
  }
  int exponent = 0;
  const double mantissa = std::frexp(factor, &exponent);  // [0.5, 1)
  auto multiplier = static_cast<int32_t>(mantissa * 65536.0 + 0.5);
  if (multiplier == 65536) {
    multiplier = 32768;
    ++exponent;
  }
  return {multiplier, 16 - exponent};
}

}  // namespace kintsugi
