#include "models/training/augmentation.h"

#include <algorithm>
#include <cstddef>

namespace kintsugi {

void write_view(const Shape& shape, const View& view, const uint8_t* image, uint8_t* out) {
  const int width = shape.width;
  for (int line = 0; line < shape.channels * shape.height; ++line, out += width) {
    std::fill_n(out, width, uint8_t{0});
    const int y = line % shape.height - view.down;
    if (y < 0 || y >= shape.height) continue;
    const uint8_t* from = image + static_cast<ptrdiff_t>(line - view.down) * width;
    for (int x = std::max(0, view.right); x < std::min(width, width + view.right); ++x) {
      const int source = x - view.right;
      out[x] = from[view.mirror ? width - 1 - source : source];
    }
  }
}

}  // namespace kintsugi
