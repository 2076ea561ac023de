// Choice of the few images a die is tested with.
#pragma once

#include <cstdint>
#include <vector>

#include "models/accelerator/die.h"

namespace kintsugi::tuning {

// Indices of `wanted` training images, classes in turn: among the images of a class that the
// nominal die classifies rightly, those nearest to the class's mean in the last hidden layer. Such
// an image works every layer as the class does on average, so its layer sums stand for many images.
// Looks at the first 2 000 images only.
std::vector<int> choose_compact_images(const Die& nominal, const uint8_t* codes,
                                       const uint8_t* labels, int count, int wanted);

}  // namespace kintsugi::tuning
