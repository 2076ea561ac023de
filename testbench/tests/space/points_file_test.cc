#include <gtest/gtest.h>

#include <fstream>

#include "models/core/error.h"
#include "testbench/space/grid.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

class PointsFileTest : public ::testing::Test {
 protected:
  SweepGrid read(const std::string& text) {
    const std::filesystem::path file = folder_.path() / "points.csv";
    std::ofstream(file, std::ios::binary) << text;
    return read_points(file);
  }
  std::string refusal(const std::string& text) {
    try {
      read(text);
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(PointsFileTest, ReadsALineOfKeysThenALineAPoint) {
  const SweepGrid grid = read("adc.bits,device.sigma_die\n4,0.1\n\n6,0.3\r\n");
  EXPECT_EQ(grid.keys, (std::vector<std::string>{"adc.bits", "device.sigma_die"}));
  ASSERT_EQ(grid.points.size(), 2U);
  EXPECT_EQ(grid.points[1][0].value, "6");
  EXPECT_EQ(grid.points[1][1].key, "device.sigma_die");
  EXPECT_EQ(grid.points[1][1].value, "0.3");
  EXPECT_EQ(grid.points[1][1].origin, (folder_.path() / "points.csv").string() + ":4");
}

TEST_F(PointsFileTest, QuotesHoldCommasQuotesAndLineEnds) {
  const SweepGrid grid = read("network,adc.full_scale\n\"a\"\"b\nc\",\"[1,2]\"\nd,[3]");
  ASSERT_EQ(grid.points.size(), 2U);
  EXPECT_EQ(grid.points[0][0].value, "a\"b\nc");
  EXPECT_EQ(grid.points[0][1].value, "[1,2]");
  EXPECT_EQ(grid.points[1][0].origin, (folder_.path() / "points.csv").string() + ":4");
}

TEST_F(PointsFileTest, RefusesWhatIsNoListOfPoints) {
  std::string many = "adc.bits\n";
  for (int i = 0; i < 4097; ++i) many += std::to_string(i) + '\n';
  const std::pair<std::string, const char*> refusals[] = {
      {"", "found no point"},
      {"adc.bits\n", "found no point"},
      {"adc.bits,adc.bits\n4,4\n", "points.csv:1: found adc.bits twice"},
      {"adc.bits,\n4,4\n", "points.csv:1: found a key without a name"},
      {"adc.bits,seed\n4\n", "points.csv:2: found 1 values; allowed 2"},
      {"adc.bits,seed\n4,1\n4,1,9\n", "points.csv:3: found 3 values; allowed 2"},
      {"adc.bits,seed\n4,\n", "points.csv:2: found no value of seed"},
      {"adc.bits\n\"4\n", "points.csv:2: found a quote that does not end"},
      {many, "found 4097 points; allowed at most 4096"},
  };
  for (const auto& [text, sentence] : refusals) {
    EXPECT_NE(refusal(text).find(sentence), std::string::npos) << refusal(text);
  }
  EXPECT_THROW(read_points(folder_.path() / "none.csv"), UserError);
}

}  // namespace
}  // namespace kintsugi
