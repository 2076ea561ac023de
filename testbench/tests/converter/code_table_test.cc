#include "models/converter/code_table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <stdexcept>

#include "models/converter/fine_grid.h"
#include "models/core/random.h"
#include "testbench/tests/converter/full_range.h"
#include "testbench/tests/converter/sampling.h"
#include "testbench/tests/models/expect_user_error.h"

namespace kintsugi {
namespace {

using testing::expect_moments;
using testing::expect_user_error;
using testing::full_range;

CodeTable parse(const std::string& text, int bits = 2) {
  std::istringstream stream(text);
  return parse_code_table(stream, "codes.csv", bits);
}

const std::string kGood = "code,mean,sigma\n-2,-1.9,0.1\n-1,-1,0\n0,0.25,1e-1\n1,1.5,0.3\n";

// `kGood` with its line `number` (from 1) replaced.
std::string with_line(int number, const std::string& replacement) {
  std::istringstream in(kGood);
  std::string out;
  std::string line;
  for (int i = 1; std::getline(in, line); ++i) out += (i == number ? replacement : line) + "\n";
  return out;
}

TEST(CodeTableTest, ReadsEveryCode) {
  const CodeTable table = parse(kGood);
  EXPECT_EQ(table.bits, 2);
  EXPECT_EQ(table.centre, (std::vector<double>{-1.9 + 2.5, 1.5, 2.75, 4.0}));
  EXPECT_EQ(table.sigma, (std::vector<double>{0.1, 0.0, 0.1, 0.3}));
  EXPECT_FALSE(table.is_deterministic());
}

TEST(CodeTableTest, OrderBlankLinesSpacesAndLineEndingsDoNotMatter) {
  const CodeTable table = parse(
      "\xef\xbb\xbf"
      "code,mean,sigma\r\n1, 1.5 ,0.3\r\n0,0.25,0.1\r\n\r\n-2,-1.9,0.1\r\n-1,-1,0");
  EXPECT_EQ(table.centre, parse(kGood).centre);
  EXPECT_EQ(table.sigma, parse(kGood).sigma);
}

TEST(CodeTableTest, BadFilesAreRefusedWithTheLine) {
  struct Case {
    std::string text;
    std::initializer_list<const char*> parts;
  };
  for (const Case& c : {
           Case{"", {"codes.csv:1:", "found \"\"", "code,mean,sigma"}},
           Case{with_line(1, "code,sigma,mean"), {"codes.csv:1:", "code,sigma,mean"}},
           Case{with_line(3, "-1,-1"), {"codes.csv:3:", "found 2 fields", "allowed 3"}},
           Case{with_line(3, "-1"), {"codes.csv:3:", "found 1 field;", "allowed 3"}},
           Case{with_line(3, "-1,-1,0,0"), {"codes.csv:3:", "found 4 fields"}},
           Case{with_line(4, "2,0,0"), {"codes.csv:4: code", "\"2\"", "-2 to 1", "adc.bits = 2"}},
           Case{with_line(4, "-3,0,0"), {"codes.csv:4: code", "\"-3\""}},
           Case{with_line(4, "0.5,0,0"), {"codes.csv:4: code", "\"0.5\"", "whole number"}},
           Case{with_line(4, ",0,0"), {"codes.csv:4: code", "\"\""}},
           Case{with_line(4, "-1,0,0"), {"codes.csv:4: code", "-1 again", "line 3"}},
           Case{with_line(4, "0,nan,0"), {"codes.csv:4: mean", "\"nan\"", "finite"}},
           Case{with_line(4, "0,-inf,0"), {"codes.csv:4: mean", "\"-inf\""}},
           Case{with_line(4, "0,1e999,0"), {"codes.csv:4: mean", "\"1e999\""}},
           Case{with_line(4, "0,1.0x,0"), {"codes.csv:4: mean", "\"1.0x\""}},
           Case{with_line(4, "0,0,"), {"codes.csv:4: sigma", "\"\""}},
           Case{with_line(4, "0,0,inf"), {"codes.csv:4: sigma", "\"inf\""}},
           Case{with_line(4, "0,0,-0.1"), {"codes.csv:4: sigma", "-0.1", "0 or more"}},
           Case{with_line(4, ""), {"codes.csv:6:", "no line for code 0", "-2 to 1"}},
       }) {
    expect_user_error([&] { parse(c.text); }, c.parts);
  }
}

TEST(CodeTableTest, TableOfAnotherResolutionIsRefused) {
  expect_user_error([] { parse(kGood, 3); }, {"codes.csv:6:", "no line for code -4", "-4 to 3"});
  expect_user_error([] { parse(kGood, 1); }, {"codes.csv:2: code", "\"-2\"", "-1 to 0"});
  EXPECT_THROW(parse(kGood, 13), std::invalid_argument);
}

TEST(CodeTableTest, MissingFileIsRefusedByKey) {
  expect_user_error([] { read_code_table("no/such/codes.csv", 8); },
                    {"adc.code_table", "no/such/codes.csv", "code,mean,sigma"});
  expect_user_error([] { read_code_table("testbench", 8); }, {"adc.code_table", "testbench"});
}

// A table of 8 bits with a gain error, a shift and a spread that grows with the code. No mean lies
// half-way between two codes, so that rounding needs no agreement on halves.
CodeTable measured(double sigma) {
  std::ostringstream csv;
  csv << "code,mean,sigma\n";
  for (int code = -128; code < 128; ++code) {
    csv << code << ',' << 0.9 * code + 1.31 << ',' << sigma * (code + 129) << '\n';
  }
  return parse(csv.str(), 8);
}

TEST(CodeTableTest, OutputHasTheMeanAndSigmaOfItsCode) {
  const CodeTable table = measured(0.01);
  for (const int code : {-60, 0, 100}) {
    std::vector<double> outputs;
    for (uint64_t i = 0; i < 20000; ++i) {
      const double z = standard_normal({5, 1, 1, RandomRole::CellWithin}, i);
      outputs.push_back(measured_code(code, table, z));
    }
    const double sigma = 0.01 * (code + 129);
    expect_moments(outputs, 0.9 * code + 1.31, std::sqrt(sigma * sigma + 1.0 / 12.0));
  }
}

TEST(CodeTableTest, OutputClampsToTheCodesThereAre) {
  const CodeTable table = measured(1.0);
  EXPECT_EQ(measured_code(127, table, 6.0), 127);
  EXPECT_EQ(measured_code(127, table, -6.0), -128);
}

RC_GTEST_PROP(CodeTableTest, FoldedTableIsTheMeanWhateverTheDraw, ()) {
  const CodeTable table = measured(0.0);
  RC_ASSERT(table.is_deterministic());
  const std::vector<uint16_t> folded = folded_table(table);
  const TransferLine line = transfer_line({1.02, 0.7}, 8, 12800);
  const auto sum = full_range<int64_t>(-20000, 20000);
  const double z = full_range(-6800, 6800) / 1000.0;
  const int32_t code = convert(sum, line, 8);
  RC_ASSERT(convert_fine(sum, fine_line(line), folded.data(), 8) == measured_code(code, table, z));
  RC_ASSERT(measured_code(code, table, z) ==
            std::clamp(static_cast<int>(std::floor(0.9 * code + 1.31 + 0.5)), -128, 127));
}

}  // namespace
}  // namespace kintsugi
