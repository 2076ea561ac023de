// Labelled images from IDX files (the MNIST family), plain or gzip.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "models/network/network.h"

namespace kintsugi {

struct Dataset {
  Shape shape;
  int count = 0;
  std::vector<uint8_t> pixels;  // [count][shape.size()], channel-major, 0 .. 255
  std::vector<uint8_t> labels;  // [count]
};

// One IDX file of unsigned bytes. Throws UserError for a missing, truncated or overlong file and
// for another magic number.
struct IdxArray {
  std::vector<int> dims;
  std::vector<uint8_t> values;
};
IdxArray read_idx(const std::filesystem::path& path);

// Images and labels of one pair of IDX files. Throws UserError when their counts differ.
Dataset read_idx_pair(const std::filesystem::path& images, const std::filesystem::path& labels);

enum class Split { Train, Test };
constexpr const char* kFashionMnistFolder = "/usr/share/datasets/fashion-mnist";

// train-images-idx3-ubyte and its siblings, with or without .gz, from `folder`.
Dataset load_mnist_family(const std::filesystem::path& folder, Split split);
inline Dataset load_fashion_mnist(Split split) {
  return load_mnist_family(kFashionMnistFolder, split);
}

// round(pixel * (2^bits - 1) / 255), halves up, for bits 1 .. 8.
std::vector<uint8_t> activation_codes(const std::vector<uint8_t>& pixels, int bits);

}  // namespace kintsugi
