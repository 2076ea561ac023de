#include "models/datasets/cifar10.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <string>

#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;
using testing::expect_user_error;

constexpr size_t kRecord = 3073;
constexpr size_t kBatchBytes = 10000 * kRecord;

// Labels 0 .. 9 in turn; the first and last pixel of a record tell which it is.
std::string batch() {
  std::string bytes(kBatchBytes, '\0');
  for (size_t i = 0; i < 10000; ++i) {
    bytes[i * kRecord] = static_cast<char>(i % 10);
    bytes[i * kRecord + 1] = static_cast<char>(i % 251);
    bytes[i * kRecord + 3072] = static_cast<char>(i % 241);
  }
  return bytes;
}

class Cifar10Test : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  // Almost all zeros, so that the packed file is small; dataset_test.cc reads plain files.
  void write(const std::string& name, const std::string& bytes) {
    gzFile file = gzopen((folder_ / name).c_str(), "wb1");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
  }

  const fs::path folder_ =
      fs::path(::testing::TempDir()) /
      (std::string("cifar10_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Cifar10Test, ReadsTheTestBatch) {
  write("test_batch.bin.gz", batch());
  const Dataset test = load_cifar10(folder_, Split::Test);
  EXPECT_EQ(test.shape.channels, 3);
  EXPECT_EQ(test.shape.height, 32);
  EXPECT_EQ(test.shape.width, 32);
  ASSERT_EQ(test.count, 10000);
  ASSERT_EQ(test.pixels.size(), 10000U * 3072U);
  for (const size_t i : {size_t{0}, size_t{1}, size_t{9999}}) {
    EXPECT_EQ(test.labels[i], i % 10);
    EXPECT_EQ(test.pixels[i * 3072], i % 251);
    EXPECT_EQ(test.pixels[i * 3072 + 3071], i % 241);
  }
}

TEST_F(Cifar10Test, ReadsTheFiveTrainingBatchesInOrder) {
  std::string bytes = batch();
  for (int i = 1; i <= 5; ++i) {
    bytes[2] = static_cast<char>(100 + i);
    write("data_batch_" + std::to_string(i) + ".bin.gz", bytes);
  }
  const Dataset training = load_cifar10(folder_, Split::Train);
  ASSERT_EQ(training.count, 50000);
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(training.pixels[i * 10000 * 3072 + 1], 101 + i);
}

TEST_F(Cifar10Test, SaysWhatIsMissing) {
  expect_user_error([&] { load_cifar10(folder_ / "none", Split::Test); },
                    {"none does not exist", "data_batch_1.bin to data_batch_5.bin"});
  expect_user_error([&] { load_cifar10(folder_, Split::Train); },
                    {"has neither data_batch_1.bin nor data_batch_1.bin.gz"});
}

TEST_F(Cifar10Test, SaysHowToUnpack) {
  write("data_batch_1.bin.xz", "packed");
  expect_user_error([&] { load_cifar10(folder_, Split::Train); },
                    {"found data_batch_1.bin.xz: unpack with xz -dk"});
}

TEST_F(Cifar10Test, RefusesTruncatedOverlongAndForeignFiles) {
  std::string bytes = batch();
  write("test_batch.bin.gz", bytes.substr(0, kBatchBytes - 1));
  expect_user_error([&] { load_cifar10(folder_, Split::Test); },
                    {"test_batch.bin.gz", "ends too early"});
  write("test_batch.bin.gz", bytes + "x");
  expect_user_error([&] { load_cifar10(folder_, Split::Test); },
                    {"test_batch.bin.gz", "goes on after"});
  bytes[7 * kRecord] = 10;
  write("test_batch.bin.gz", bytes);
  expect_user_error([&] { load_cifar10(folder_, Split::Test); }, {"label 10 in record 7"});
}

TEST_F(Cifar10Test, AFolderWithItsBatchesIsTakenForIt) {
  write("test_batch.bin.gz", batch());
  EXPECT_EQ(load_images(kFashionMnistFolder, Split::Test).shape.channels, 1);
  expect_user_error([&] { load_images(folder_ / "none", Split::Test); }, {"none"});
  fs::rename(folder_ / "test_batch.bin.gz", folder_ / "data_batch_1.bin.gz");
  expect_user_error([&] { load_images(folder_, Split::Test); }, {"test_batch.bin"});
}

}  // namespace
}  // namespace kintsugi
