#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "testbench/studies/study_files.h"
#include "testbench/tests/studies/made_study.h"

namespace kintsugi {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

const std::string kSection = "<!-- study sum -->\nnew\n<!-- /study sum -->\n";

TEST(StudySection, ReplacesNothingButItself) {
  const std::string before = "# Results\n\n<!-- study other -->\nkeep\n<!-- /study other -->\n";
  const std::string old = "<!-- study sum -->\nold\n<!-- /study sum -->\n";
  EXPECT_EQ(with_section(before + old + "end\n", "sum", kSection, "page"),
            before + kSection + "end\n");
}

TEST(StudySection, IsAddedAtTheEndOfAPageWithoutIt) {
  EXPECT_EQ(with_section("# Results", "sum", kSection, "page"), "# Results\n\n" + kSection);
}

TEST(StudySection, MarkerWithoutItsPartnerIsRefused) {
  for (const char* page : {"<!-- study sum -->\nold\n", "<!-- /study sum -->\n",
                           "<!-- /study sum -->\n<!-- study sum -->\n"}) {
    EXPECT_THAT([&] { with_section(page, "sum", kSection, "results.md"); },
                ThrowsMessage<UserError>(HasSubstr("results.md")))
        << page;
  }
}

TEST(StudySection, HasRowsCountsAndPlots) {
  StudyResult result;
  StudyRow row = at_least(study_row("sum, points", Estimate{5.25, {4.5, 6.0}}, "about 5"), 6.0);
  row.baseline = 1.5;
  result.rows = {row, at_most(study_row("time, ms", 1.0), 2.0)};
  result.dies_judged = 7;
  result.notes = {"A sentence."};
  result.curves = {{"by_piece", "Sum of pieces", "piece", "sum", {}}};
  const std::string text = study_section(made_study(sum_study), result, "results");
  EXPECT_THAT(text, HasSubstr("| sum, points | about 5 | 5.25 | 4.50 .. 6.00 | 1.50 | >= 6 | "
                              "missed |\n"));
  EXPECT_THAT(text, HasSubstr("| time, ms |  | 1.00 |  |  | <= 2 | kept |\n"));
  EXPECT_THAT(text, HasSubstr("7 judged dies"));
  EXPECT_THAT(text, HasSubstr("\nA sentence.\n"));
  EXPECT_THAT(text, HasSubstr("![Sum of pieces](results/sum_by_piece.svg)"));
  EXPECT_THAT(text, HasSubstr("    ./kintsugi study sum\n"));
  EXPECT_EQ(with_section(text, "sum", text, "page"), text);
  result.own_data = true;
  EXPECT_THAT(study_section(made_study(sum_study), result, "results"),
              HasSubstr("    ./kintsugi study sum --data FOLDER\n"));
}

TEST(StudySection, IsWrittenWithItsPlotsBesideThePage) {
  const TemporaryFolder folder;
  const auto page = folder.path() / "results.md";
  std::ofstream(page) << "# Results\n";
  StudyOptions options;
  options.name = "sum";
  options.out = folder.path() / "out";
  options.write = page;
  options.quiet = true;
  std::ostringstream out;
  ASSERT_EQ(study_command(options, {made_study(sum_study)}, out), 0);
  EXPECT_THAT(contents(page), HasSubstr("# Results\n\n<!-- study sum -->\n## A sum\n"));
  EXPECT_EQ(contents(folder.path() / "results" / "sum_sum.svg"), contents(options.out / "sum.svg"));
  const std::string once = contents(page);
  ASSERT_EQ(study_command(options, {made_study(sum_study)}, out), 0);
  EXPECT_EQ(contents(page), once);
}

TEST(StudyCurve, CsvHasALineAPoint) {
  const StudyCurve curve{
      "c", "t", "x", "y", {{"a", {{1.0, {2.0, {1.5, 2.5}}}}}, {"b", {{0.25, {3.0, {3.0, 3.0}}}}}}};
  EXPECT_EQ(curve_csv(curve), "series,x,y,low,high\na,1,2,1.5,2.5\nb,0.25,3,3,3\n");
}

TEST(StudyCurve, OnePointHasAPlotToo) {
  const StudyCurve curve{"c", "t", "x", "y", {{"a", {{1.0, {2.0, {2.0, 2.0}}}}}}};
  EXPECT_THAT(curve_svg(curve), Not(HasSubstr("nan")));
}

// More series than colours.
TEST(StudyCurve, EverySeriesHasAMarkOfItsOwn) {
  StudyCurve curve{"c", "t", "x", "y", {}};
  for (int i = 0; i < 16; ++i) curve.series.push_back({"series", {{1.0, {2.0, {2.0, 2.0}}}}});
  const std::string svg = curve_svg(curve);
  std::set<std::string> marks;
  for (size_t at = svg.find("r=\"2.5\""); at != std::string::npos;
       at = svg.find("r=\"2.5\"", at + 1)) {
    marks.insert(svg.substr(at, svg.find("/>", at) - at));
  }
  EXPECT_EQ(marks.size(), 16U);
}

// In a monospaced letter of at most 7 pixels.
TEST(StudyCurve, LongNamesHaveRoom) {
  const StudyCurve curve{"c", "t", "x", "y", {{std::string(50, 'a'), {{1.0, {2.0, {2, 2}}}}}}};
  const std::string svg = curve_svg(curve);
  const size_t text = svg.find(std::string(50, 'a'));
  const size_t x = svg.rfind("<text x=\"", text) + 9;
  EXPECT_GE(std::stoi(svg.substr(svg.find("width=\"") + 7)), std::stoi(svg.substr(x)) + 350);
}

TEST(StudyCurve, NamesWithCommasStayOneColumn) {
  const StudyCurve curve{"c", "t", "x", "y", {{"a, \"b\"", {{1.0, {2.0, {1.5, 2.5}}}}}}};
  EXPECT_EQ(curve_csv(curve), "series,x,y,low,high\n\"a, \"\"b\"\"\",1,2,1.5,2.5\n");
}

TEST(StudyCurve, NamesAreNoMarkup) {
  const StudyCurve curve{"c", "<t>", "x & y", "\"<y>", {{"<a>", {{1.0, {2.0, {2.0, 2.0}}}}}}};
  const std::string svg = curve_svg(curve);
  EXPECT_THAT(svg, HasSubstr("&lt;t&gt;"));
  EXPECT_THAT(svg, HasSubstr("x &amp; y; &quot;&lt;y&gt;"));
  EXPECT_THAT(svg, HasSubstr("&lt;a&gt;"));
}

}  // namespace
}  // namespace kintsugi
