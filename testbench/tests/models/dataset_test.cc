#include "models/datasets/dataset.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using testing::expect_user_error;

std::string word(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xff);
  return bytes;
}

std::string images_file(uint32_t count) {
  std::string bytes = word(0x803) + word(count) + word(2) + word(3);
  for (uint32_t i = 0; i < count * 6; ++i) bytes += static_cast<char>(i);
  return bytes;
}

std::string labels_file(uint32_t count) {
  std::string bytes = word(0x801) + word(count);
  for (uint32_t i = 0; i < count; ++i) bytes += static_cast<char>(i % 10);
  return bytes;
}

class DatasetTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  fs::path write_gzip(const std::string& name, const std::string& bytes) {
    const fs::path path = folder_ / name;
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return path;
  }

  const fs::path folder_ =
      fs::path(::testing::TempDir()) /
      (std::string("dataset_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(DatasetTest, ReadsPlainAndGzipAlike) {
  write("t10k-images-idx3-ubyte", images_file(4));
  write_gzip("t10k-labels-idx1-ubyte.gz", labels_file(4));
  const Dataset data = load_mnist_family(folder_, Split::Test);
  EXPECT_EQ(data.count, 4);
  EXPECT_EQ(data.shape.channels, 1);
  EXPECT_EQ(data.shape.height, 2);
  EXPECT_EQ(data.shape.width, 3);
  EXPECT_EQ(data.pixels[7], 7);
  EXPECT_EQ(data.labels, (std::vector<uint8_t>{0, 1, 2, 3}));
}

TEST_F(DatasetTest, MissingFolderAndFilesNameThePackage) {
  expect_user_error([&] { load_mnist_family(folder_ / "none", Split::Train); },
                    {"none does not exist"});
  expect_user_error([&] { load_mnist_family(folder_, Split::Train); },
                    {"train-images-idx3-ubyte", "dataset-fashion-mnist"});
}

TEST_F(DatasetTest, EveryTruncationIsReported) {
  const std::string whole = images_file(3);
  for (size_t size = 0; size < whole.size(); ++size) {
    const fs::path path = write("cut", whole.substr(0, size));
    expect_user_error([&] { read_idx(path); }, {"cut", "ends too early"});
  }
}

TEST_F(DatasetTest, TruncatedAndDamagedGzipIsReported) {
  const fs::path path = write_gzip("images.gz", images_file(500));
  fs::resize_file(path, fs::file_size(path) / 2);
  expect_user_error([&] { read_idx(path); }, {"images.gz", "ends too early or is damaged"});
}

TEST_F(DatasetTest, OverlongFileIsReported) {
  const fs::path path = write("long", images_file(3) + "x");
  expect_user_error([&] { read_idx(path); }, {"long", "goes on after"});
}

TEST_F(DatasetTest, BadMagicNumberIsReported) {
  const fs::path path = write("text", "this is not an IDX file");
  expect_user_error([&] { read_idx(path); }, {"text", "magic number"});
}

TEST_F(DatasetTest, HugeDimensionsAreReportedAndNotAllocated) {
  const fs::path path = write("huge", word(0x803) + word(0xffffffff) + word(28) + word(28));
  expect_user_error([&] { read_idx(path); }, {"huge", "dimension 0"});
  const fs::path empty = write("empty", word(0x801) + word(0));
  expect_user_error([&] { read_idx(empty); }, {"empty", "dimension 0"});
}

TEST_F(DatasetTest, CountMismatchIsReported) {
  const fs::path images = write("images", images_file(4));
  const fs::path labels = write("labels", labels_file(5));
  expect_user_error([&] { read_idx_pair(images, labels); }, {"4 images", "5 labels"});
  expect_user_error([&] { read_idx_pair(labels, images); }, {"[count, height, width]"});
}

TEST(ActivationCodesTest, AreTheRoundedShareOfFullScale) {
  std::vector<uint8_t> pixels(256);
  for (size_t i = 0; i < 256; ++i) pixels[i] = static_cast<uint8_t>(i);
  for (int bits = 1; bits <= 8; ++bits) {
    const std::vector<uint8_t> codes = activation_codes(pixels, bits);
    for (size_t i = 0; i < 256; ++i) {
      const double exact = static_cast<double>(i) * ((1 << bits) - 1) / 255.0;
      EXPECT_EQ(codes[i], static_cast<uint8_t>(std::floor(exact + 0.5))) << bits << " bits, " << i;
    }
  }
}

TEST(FashionMnistTest, InstalledTestSplitHasTenThousandBalancedImages) {
  ASSERT_TRUE(fs::is_directory(kFashionMnistFolder))
      << "the package dataset-fashion-mnist is missing";
  const Dataset data = load_fashion_mnist(Split::Test);
  EXPECT_EQ(data.count, 10000);
  EXPECT_EQ(data.shape.size(), 784);
  EXPECT_EQ(std::count(data.labels.begin(), data.labels.end(), 3), 1000);
}

}  // namespace
}  // namespace kintsugi
