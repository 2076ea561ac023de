// A data set that takes seconds to learn.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "models/datasets/dataset.h"

namespace kintsugi::testing {

// Ten easy classes: a bright 4x4 block whose place depends on the label, on a noisy ground.
inline Dataset blocks(int count) {
  Dataset data;
  data.shape = {1, 28, 28};
  data.count = count;
  std::mt19937 generator(1);
  for (int i = 0; i < count; ++i) {
    const int label = i % 10;
    std::vector<uint8_t> image(784);
    for (auto& pixel : image) pixel = static_cast<uint8_t>(generator() % 64);
    for (int y = 0; y < 4; ++y) {
      for (int x = 0; x < 4; ++x) {
        image[static_cast<size_t>(28 * (4 * (label / 5) * 3 + y) + 5 * (label % 5) + x)] = 255;
      }
    }
    data.pixels.insert(data.pixels.end(), image.begin(), image.end());
    data.labels.push_back(static_cast<uint8_t>(label));
  }
  return data;
}

}  // namespace kintsugi::testing
