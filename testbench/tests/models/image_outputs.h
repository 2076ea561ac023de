// What tests ask of the outputs of an image.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "models/accelerator/die.h"

namespace kintsugi::testing {

inline void expect_same(const ImageOutput& a, const ImageOutput& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t l = 0; l < a.size(); ++l) EXPECT_EQ(a[l].values, b[l].values) << "layer " << l;
}

// A network whose codes all saturate or vanish would hide differences.
inline bool is_alive(const ImageOutput& output) {
  return std::all_of(output.begin(), output.end(), [](const LayerOutput& layer) {
    return std::set<int32_t>(layer.values.begin(), layer.values.end()).size() > 1;
  });
}

}  // namespace kintsugi::testing
