#include "testbench/handoff/npy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <limits>

#include "models/core/error.h"

namespace kintsugi {
namespace {

class Npy : public ::testing::Test {
 protected:
  std::string refusal(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    try {
      read_npy(path_);
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  }
  void TearDown() override { std::filesystem::remove(path_); }

  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      (std::string("kintsugi_npy_") +
       ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".npy");
};

// An array as numpy.save() writes it.
std::string saved(const std::string& type, const std::string& order, const std::string& values) {
  std::string header =
      "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': (1, 2), }";
  header.append(118 - header.size() - 1, ' ');
  header += '\n';
  return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + values;
}

template <typename Value>
std::string bytes_of(Value a, Value b) {
  std::string bytes(2 * sizeof(Value), '\0');
  std::memcpy(bytes.data(), &a, sizeof a);
  std::memcpy(bytes.data() + sizeof a, &b, sizeof b);
  return bytes;
}

TEST_F(Npy, ReadsWhatItWrites) {
  std::ofstream(path_, std::ios::binary)
      << npy_text({2, 3}, std::vector<int16_t>{1, -2, 3, 4, 5, 32767});
  const NpyMatrix matrix = read_npy(path_);
  EXPECT_EQ(matrix.rows, 2U);
  EXPECT_EQ(matrix.columns, 3U);
  EXPECT_TRUE(matrix.integers);
  EXPECT_EQ(matrix.values, (std::vector<double>{1, -2, 3, 4, 5, 32767}));
}

TEST_F(Npy, HeadersEndOnACacheLine) {
  const std::string text = npy_text({2, 3}, std::vector<int16_t>(6));
  EXPECT_EQ((text.size() - 12) % 64, 0U);
}

TEST_F(Npy, ReadsFloatsAsNumpySavesThem) {
  std::ofstream(path_, std::ios::binary) << saved("<f8", "False", bytes_of(0.25, 1.5));
  EXPECT_EQ(read_npy(path_).values, (std::vector<double>{0.25, 1.5}));
  std::ofstream(path_, std::ios::binary) << saved("<f4", "False", bytes_of(0.25F, 1.5F));
  EXPECT_EQ(read_npy(path_).values, (std::vector<double>{0.25, 1.5}));
}

TEST_F(Npy, RefusesEverythingElse) {
  const std::string good = bytes_of(0.25, 1.5);
  EXPECT_NE(refusal("").find("found no NumPy array"), std::string::npos);
  EXPECT_NE(refusal(saved("<f8", "True", good)).find("Fortran"), std::string::npos);
  EXPECT_NE(refusal(saved(">f8", "False", good)).find("type >f8"), std::string::npos);
  EXPECT_NE(refusal(saved("<f8", "False", good + "x")).find("17 bytes"), std::string::npos);
  EXPECT_NE(refusal(saved("<f8", "False", "")).find("0 bytes"), std::string::npos);
  EXPECT_NE(refusal(saved("<f8", "False", good).substr(0, 40)).find("cut off"), std::string::npos);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(refusal(saved("<f8", "False", bytes_of(1.0, nan))).find("row 0, column 1"),
            std::string::npos);
}

}  // namespace
}  // namespace kintsugi
