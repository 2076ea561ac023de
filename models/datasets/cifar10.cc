#include "models/datasets/cifar10.h"

#include <algorithm>
#include <string>

#include "models/core/error.h"
#include "models/datasets/byte_reader.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

constexpr Shape kShape{3, 32, 32};
constexpr int kImagesPerFile = 10000;
constexpr int kClasses = 10;

}  // namespace

void append_cifar10_batch(const fs::path& path, int images, Dataset* data) {
  ByteReader file(path);
  const auto size = static_cast<size_t>(kShape.size());
  std::vector<uint8_t> record(1 + size);
  for (int i = 0; i < images; ++i) {
    file.read(record.data(), record.size());
    if (record[0] >= kClasses) {
      throw UserError("The data file " + path.string() + " has label " + std::to_string(record[0]) +
                      " in record " + std::to_string(i) +
                      "; a CIFAR-10 batch has labels 0 to 9 and records of 3073 bytes.");
    }
    data->labels.push_back(record[0]);
    data->pixels.insert(data->pixels.end(), record.begin() + 1, record.end());
  }
  file.expect_end();
  data->count += images;
}

Dataset load_cifar10(const fs::path& folder, Split split) {
  const std::string source =
      "the binary version of CIFAR-10 has data_batch_1.bin to "
      "data_batch_5.bin and test_batch.bin";
  Dataset data;
  data.shape = kShape;
  const int files = split == Split::Train ? 5 : 1;
  data.pixels.reserve(static_cast<size_t>(files) * kImagesPerFile *
                      static_cast<size_t>(kShape.size()));
  for (int i = 1; i <= files; ++i) {
    const std::string name =
        split == Split::Train ? "data_batch_" + std::to_string(i) + ".bin" : "test_batch.bin";
    append_cifar10_batch(data_file(folder, name, source), kImagesPerFile, &data);
  }
  return data;
}

Dataset load_images(const fs::path& folder, Split split) {
  std::error_code none;  // a folder that cannot be read holds no batch
  for (const char* batch :
       {"data_batch_1.bin", "data_batch_1.bin.gz", "test_batch.bin", "test_batch.bin.gz"}) {
    if (fs::exists(folder / batch, none)) return load_cifar10(folder, split);
  }
  return load_mnist_family(folder, split);
}

}  // namespace kintsugi
