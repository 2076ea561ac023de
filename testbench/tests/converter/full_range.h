// Whole numbers for properties, over their full range in every case. RapidCheck's own inRange
// begins with the lowest numbers and reaches the others late.
#pragma once

#include <rapidcheck/gtest.h>

namespace kintsugi::testing {

// Uniform in [least, end).
template <typename Integer>
Integer full_range(Integer least, Integer end) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Integer>(least, end));
}

}  // namespace kintsugi::testing
