#include "models/datasets/dataset.h"

#include <algorithm>
#include <string>

#include "models/core/error.h"
#include "models/datasets/byte_reader.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestArray = size_t{1} << 31;
constexpr size_t kPiece = size_t{1} << 20;

}  // namespace

IdxArray read_idx(const fs::path& path) {
  ByteReader file(path);
  const uint32_t magic = file.big_endian_word();
  const uint32_t dimensions = magic & 0xff;
  if (magic >> 8 != 0x000008 || dimensions < 1 || dimensions > 4) {
    throw UserError("The data file " + path.string() + " starts with " + std::to_string(magic) +
                    ", which is not the magic number of an IDX file of bytes (2049 to 2052).");
  }
  IdxArray array;
  size_t size = 1;
  for (uint32_t i = 0; i < dimensions; ++i) {
    const uint32_t dim = file.big_endian_word();
    size = dim == 0 || dim > kLargestArray / size ? kLargestArray + 1 : size * dim;
    if (size > kLargestArray) {
      throw UserError("The data file " + path.string() + " announces dimension " +
                      std::to_string(i) + " as " + std::to_string(dim) +
                      "; it must be positive and the whole below 2 GiB.");
    }
    array.dims.push_back(static_cast<int>(dim));
  }
  // Piece by piece: memory grows with the file and not with what its head announces.
  while (array.values.size() < size) {
    const size_t at = array.values.size();
    array.values.resize(std::min(size, at + kPiece));
    file.read(array.values.data() + at, array.values.size() - at);
  }
  file.expect_end();
  return array;
}

Dataset read_idx_pair(const fs::path& images, const fs::path& labels) {
  IdxArray pixels = read_idx(images);
  IdxArray classes = read_idx(labels);
  if (pixels.dims.size() != 3 || classes.dims.size() != 1) {
    throw UserError("The data files " + images.string() + " and " + labels.string() +
                    " must hold [count, height, width] images and [count] labels.");
  }
  if (pixels.dims[0] != classes.dims[0]) {
    throw UserError("The data file " + images.string() + " holds " +
                    std::to_string(pixels.dims[0]) + " images, but " + labels.string() + " holds " +
                    std::to_string(classes.dims[0]) + " labels; take both from one data set.");
  }
  return {{1, pixels.dims[1], pixels.dims[2]},
          pixels.dims[0],
          std::move(pixels.values),
          std::move(classes.values)};
}

Dataset load_mnist_family(const fs::path& folder, Split split) {
  const std::string prefix = split == Split::Train ? "train" : "t10k";
  const std::string source =
      "Fashion-MNIST comes with the Debian package dataset-fashion-mnist in " +
      std::string(kFashionMnistFolder);
  const fs::path images = data_file(folder, prefix + "-images-idx3-ubyte", source);
  return read_idx_pair(images, data_file(folder, prefix + "-labels-idx1-ubyte", source));
}

std::vector<uint8_t> activation_codes(const std::vector<uint8_t>& pixels, int bits) {
  const int top = (1 << bits) - 1;
  std::vector<uint8_t> codes;
  codes.reserve(pixels.size());
  for (const uint8_t pixel : pixels) {
    codes.push_back(static_cast<uint8_t>((2 * pixel * top + 255) / 510));
  }
  return codes;
}

}  // namespace kintsugi
