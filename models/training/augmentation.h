// Random views of training images: shifted and mirrored pixels.
#pragma once

#include <cstdint>

#include "models/network/network.h"

namespace kintsugi {

// What is done to one image: it moves down and right by (down, right) pixels, black follows, and is
// mirrored left to right first when `mirror`.
struct View {
  int down = 0;
  int right = 0;
  bool mirror = false;
};

// Writes the view of `image` to `out`, both [shape.size()] channel-major bytes that do not overlap.
void write_view(const Shape& shape, const View& view, const uint8_t* image, uint8_t* out);

}  // namespace kintsugi
