// The table and the plot of `kintsugi bench --growth`, from made-up measurements.
#include "testbench/bench/growth.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "testbench/tests/models/expect_user_error.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<GrowthPoint> measurements() {
  return {
      {"rows", 64, {}, 1e6}, {"rows", 128, {}, 2e6}, {"dies", 1, {}, 3e6}, {"dies", 2, {}, 7e6}};
}

TEST(Growth, TableHoldsEveryPoint) {
  const TemporaryFolder folder;
  write_growth(measurements(), folder.path() / "new");
  EXPECT_EQ(text_of(folder.path() / "new" / "growth.csv"),
            "quantity,value,ns\nrows,64,1000000\nrows,128,2000000\ndies,1,3000000\n"
            "dies,2,7000000\n");
}

// 140 pixels are the largest value, 130 the highest cost: half of both lies in the middle.
TEST(Growth, PlotHasAChartAQuantityWithItsPointsInScale) {
  const TemporaryFolder folder;
  write_growth(measurements(), folder.path());
  const std::string svg = text_of(folder.path() / "growth.svg");
  EXPECT_NE(svg.find(">rows</text>"), std::string::npos);
  EXPECT_NE(svg.find(">dies</text>"), std::string::npos);
  EXPECT_NE(svg.find("<path class=\"cost\" d=\"M104.0 99.0 L174.0 34.0 \"/>"), std::string::npos)
      << svg;
}

TEST(Growth, FolderThatCannotBeWrittenIsNamed) {
  testing::expect_user_error([] { write_growth(measurements(), "/proc/no"); },
                             {"/proc/no/growth.csv", "cannot write", "choose a folder"});
}

TEST(Growth, PointsAscendInEveryQuantity) {
  const std::vector<GrowthPoint> points = growth_points();
  ASSERT_EQ(points.size(), 23U);
  for (size_t i = 1; i < points.size(); ++i) {
    if (points[i].quantity != points[i - 1].quantity) continue;
    EXPECT_LT(points[i - 1].value, points[i].value) << points[i].c.name;
  }
}

}  // namespace
}  // namespace kintsugi
