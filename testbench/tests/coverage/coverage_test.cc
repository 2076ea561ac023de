// The judgement of coverage can fail: points that are missing, exclusions without need or too many.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/core/error.h"
#include "testbench/coverage/exclusions.h"
#include "testbench/coverage/report.h"

namespace kintsugi {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string line(const std::string& page, const std::string& name, int count) {
  return "C '\1f\2cells/a.sv\1l\0027\1page\2" + page + "/a\1o\2" + name + "\1h\2TOP.a' " +
         std::to_string(count) + "\n";
}

// Everything covered but what is asked for.
std::string dat(int line_count, int high_bit_count) {
  return "# SystemC::Coverage-3\n" + line("v_line", "block", line_count) +
         line("v_branch", "if", 1) + line("v_user", "Seen", 1) + line("v_toggle", "q[0]", 3) +
         line("v_toggle", "q[1]", high_bit_count);
}

std::string exclusion(const std::string& points) {
  return "[[exclude]]\nkind = \"toggle\"\nfile = \"cells/*\"\npoints = [\"" + points +
         "\"]\nreason = \"made\"\n";
}

std::vector<std::string> failures(const std::string& dat, const std::string& exclusions = "") {
  std::vector<CoveragePoint> points = read_points(dat, "nowhere");
  // Enough points beside them for one to be less than a twentieth.
  const size_t made = points.size();
  points.resize(made + 40, points.front());
  for (size_t i = made; i < points.size(); ++i) points[i].kind = CoverageKind::Property;
  for (size_t i = made; i < points.size(); ++i) points[i].count = 1;
  std::vector<std::string> stale;
  const auto excluded = exclude(points, read_exclusions(exclusions, "x.toml"), "nowhere", stale);
  return make_report(points, excluded, stale).failures();
}

TEST(Coverage, HoldsWhenEverythingWasReached) { EXPECT_THAT(failures(dat(1, 1)), IsEmpty()); }

TEST(Coverage, MissingLineFails) {
  EXPECT_THAT(failures(dat(0, 1)), Contains(HasSubstr("line: 0.00 % is below 100 %")));
}

TEST(Coverage, MissingToggleFailsUnlessItIsExcluded) {
  EXPECT_THAT(failures(dat(1, 0)), Contains(HasSubstr("toggle: 50.00 % is below 95 %")));
  EXPECT_THAT(failures(dat(1, 0), exclusion("q[31:1]")), IsEmpty());
}

TEST(Coverage, ExclusionWithoutNeedFails) {
  EXPECT_THAT(failures(dat(1, 1), exclusion("q[1]")),
              Contains(HasSubstr("excluded without need: toggle cells/* q[1]")));
  EXPECT_THAT(failures(dat(1, 0), exclusion("r*")), Contains(HasSubstr("without need")));
}

TEST(Coverage, TooManyExclusionsFail) {
  const std::vector<CoveragePoint> points = read_points(dat(1, 0), "nowhere");
  std::vector<std::string> stale;
  const auto excluded =
      exclude(points, read_exclusions(exclusion("q*"), "x.toml"), "nowhere", stale);
  EXPECT_THAT(make_report(points, excluded, stale).failures(),
              Contains("excluded: 40.00 % is above 5 %"));
}

TEST(Coverage, KindWithoutPointsFails) {
  EXPECT_THAT(failures("# SystemC::Coverage-3\n" + line("v_line", "block", 1)),
              Contains("toggle: there are no points"));
}

TEST(Coverage, InstancesOfAModuleCountTogether) {
  const auto points =
      read_points("# SystemC::Coverage-3\n" + line("v_line", "b", 0) + line("v_line", "b", 2), ".");
  ASSERT_EQ(points.size(), 1U);
  EXPECT_EQ(points[0].count, 2U);
  EXPECT_EQ(points[0].module(), "a");
}

TEST(Coverage, PatternsStandForNamesAndBits) {
  EXPECT_TRUE(stands_for("cyc_*[31:20]", "cyc_total_o[31]"));
  EXPECT_FALSE(stands_for("cyc_*[31:20]", "cyc_total_o[19]"));
  EXPECT_FALSE(stands_for("cyc_*[31:20]", "cycle[31]"));
  EXPECT_TRUE(stands_for("case", "case"));
  EXPECT_FALSE(stands_for("case", "cases"));
}

TEST(Coverage, BadInputIsRefusedInASentence) {
  EXPECT_THROW(read_points("nothing", "."), UserError);
  EXPECT_THROW(read_exclusions("[[exclude]]\nkind = \"toggle\"\n", "x.toml"), UserError);
  EXPECT_THROW(read_exclusions(exclusion("q") + "why = \"\"\n", "x.toml"), UserError);
}

}  // namespace
}  // namespace kintsugi
