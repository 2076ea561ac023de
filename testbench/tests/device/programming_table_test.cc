#include "models/device/programming_table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

ProgrammingTable read(const std::string& csv) {
  std::istringstream stream(csv);
  return read_programming_table(stream, "t.csv");
}

void expect_refused(const std::string& csv, std::initializer_list<const char*> parts) {
  testing::expect_user_error([&] { read(csv); }, parts);
}

TEST(ProgrammingTableTest, ReadsRowsAndInterpolates) {
  const ProgrammingTable table =
      read("# chip 7\r\ng_us,mean_us,sigma_us\r\n\n 10, 11 ,1\n20,2.1e1,3\n");
  ASSERT_EQ(table.g_us.size(), 2U);
  EXPECT_EQ(table.mean(10.0), 11.0);
  EXPECT_EQ(table.mean(15.0), 16.0);
  EXPECT_EQ(table.sigma(17.5), 2.5);
  EXPECT_EQ(table.sigma(20.0), 3.0);
  EXPECT_TRUE(table.covers(20.0));
  EXPECT_FALSE(table.covers(20.1));
  EXPECT_FALSE(table.covers(9.9));
}

TEST(ProgrammingTableTest, RefusesWhatItCannotRead) {
  const std::string header = "g_us,mean_us,sigma_us\n";
  expect_refused("g,mean,sigma\n1,1,1\n", {"t.csv:1", "g,mean,sigma", "g_us,mean_us,sigma_us"});
  expect_refused(header + "1,1,nan\n", {"t.csv:2", "sigma_us", "nan", "finite"});
  expect_refused(header + "1,inf,1\n", {"t.csv:2", "mean_us", "inf"});
  expect_refused(header + "1,1,-0.5\n", {"t.csv:2", "sigma_us", "-0.5", "at least 0"});
  expect_refused(header + "# c\n1,1x,1\n", {"t.csv:3", "mean_us", "1x"});
  expect_refused(header + "1,1\n", {"t.csv:2", "2 fields", "three"});
  expect_refused(header + "1,1,1,1\n", {"t.csv:2", "4 fields"});
  expect_refused(header + "1,,1\n", {"t.csv:2", "mean_us", "\"\""});
  expect_refused(header + "5,5,1\n5,5,1\n", {"t.csv:3", "g_us", "rising"});
  expect_refused(header, {"t.csv:1", "no rows"});
  expect_refused("", {"t.csv", "no rows"});
  testing::expect_user_error([] { read_programming_table("no/such.csv"); },
                             {"no/such.csv", "device.programming_table"});
}

}  // namespace
}  // namespace kintsugi
