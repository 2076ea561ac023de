#include "models/datasets/dataset.h"

#include <zlib.h>

#include <memory>
#include <string>

#include "models/core/error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestArray = size_t{1} << 31;

// Reads plain and gzip files alike (zlib passes plain files through).
class ByteReader {
 public:
  explicit ByteReader(const fs::path& path) : path_(path), file_(gzopen(path.c_str(), "rb")) {
    if (!file_ || fs::is_directory(path)) {
      throw UserError("Cannot open the data file " + path.string() +
                      "; check that it exists and is readable.");
    }
    gzbuffer(file_.get(), 1U << 17);
  }

  void read(uint8_t* out, size_t size) {
    while (size > 0) {
      const auto part = static_cast<unsigned>(size < (1U << 28) ? size : (1U << 28));
      const int got = gzread(file_.get(), out, part);
      if (got <= 0) {
        throw UserError("The data file " + path_.string() +
                        " ends too early or is damaged; copy or install it again.");
      }
      out += got;
      size -= static_cast<size_t>(got);
    }
  }

  void expect_end() {
    uint8_t byte = 0;
    if (gzread(file_.get(), &byte, 1) != 0) {
      throw UserError("The data file " + path_.string() +
                      " goes on after the values its header announces; copy or install it again.");
    }
  }

  uint32_t big_endian_word() {
    uint8_t bytes[4];
    read(bytes, sizeof bytes);
    return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3];
  }

 private:
  struct Close {
    void operator()(gzFile file) const { gzclose(file); }
  };
  fs::path path_;
  std::unique_ptr<gzFile_s, Close> file_;
};

fs::path plain_or_gzip(const fs::path& folder, const std::string& name) {
  if (!fs::is_directory(folder)) {
    const std::string advice =
        "name a folder of IDX files; the Debian package dataset-fashion-mnist brings " +
        std::string(kFashionMnistFolder);
    throw UserError("The data folder " + folder.string() + " does not exist; " + advice + ".");
  }
  if (fs::exists(folder / name)) return folder / name;
  if (fs::exists(folder / (name + ".gz"))) return folder / (name + ".gz");
  throw UserError("The data folder " + folder.string() + " has neither " + name + " nor " + name +
                  ".gz; Fashion-MNIST comes with the Debian package dataset-fashion-mnist.");
}

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
  array.values.resize(size);
  file.read(array.values.data(), size);
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
  const fs::path images = plain_or_gzip(folder, prefix + "-images-idx3-ubyte");
  return read_idx_pair(images, plain_or_gzip(folder, prefix + "-labels-idx1-ubyte"));
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
