// The same with the real checks, where they are cheap.
#include <fstream>

#include "testbench/coverage/report.h"
#include "testbench/tests/signoff/scene.h"

namespace kintsugi::signoff_test {
namespace {

namespace fs = std::filesystem;

class SignoffOfReal : public Signoff {
 protected:
  // Parts of the repository as the root of the sign-off.
  void copy(const std::string& path) {
    fs::create_directories((root_ / path).parent_path());
    fs::copy(fs::path(KINTSUGI_SOURCE_DIR) / path, root_ / path, fs::copy_options::recursive);
  }
  void replace(const fs::path& file, const std::string& from, const std::string& to) {
    std::string text = read_file(file);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write_file(file, text.replace(at, from.size(), to));
  }
};

TEST_F(SignoffOfReal, RemovedAssertionFails) {
  copy("rtl");
  const std::string formal = (root_ / "rtl/formal/formal.sh").string();
  add_tests("add_test(proof \"" + formal + "\" \"" + (root_ / "rtl").string() +
            "\" \"prove\" \"prim_sat_counter\")\n");
  plan(testpoint("t", "V1", "tests = 'proof'\ncount = '(\\d+) properties proven'"));
  ASSERT_EQ(sign_off().status, 0);
  std::string props = read_file(root_ / "rtl/props/sat_counter_props.sv");
  const size_t begin = props.find("`ASSERT_NEXT(ClearWins");
  ASSERT_NE(begin, std::string::npos);
  props.erase(begin, props.find(")\n", begin) + 1 - begin);
  write_file(root_ / "rtl/props/sat_counter_props.sv", props);
  expect_failure("t", "3 $assert cells, listed are 4");
}

TEST_F(SignoffOfReal, StaleGeneratedFileFails) {
  for (const char* path : {"rtl/regs/tuning_ctrl.toml", "rtl/pkg/tuning_ctrl_pkg.sv",
                           "models/registers/tuning_ctrl.h", "docs/registers.md"}) {
    copy(path);
  }
  add_tests("add_test(files \"" GENERATED_FILES_TEST
            "\" \"--gtest_filter=GeneratedFiles.*\")\nset_tests_properties(files PROPERTIES "
            "WORKING_DIRECTORY \"" +
            root_.string() + "\")\n");
  plan(testpoint("t", "V1", "tests = 'files'"));
  ASSERT_EQ(sign_off().status, 0);
  replace(root_ / "docs/registers.md", "ABORT", "ABURT");
  expect_failure("t", "build the target regs_update and commit the result");
}

TEST_F(SignoffOfReal, ProgramThatRanNoTestFails) {
  add_tests("add_test(empty \"" GENERATED_FILES_TEST "\" \"--gtest_filter=No.Such\")\n");
  plan(testpoint("t", "V1", "tests = 'empty'"));
  expect_failure("t", "empty: its program ran no test");
}

TEST_F(SignoffOfReal, RunThatComparedNoCycleFails) {
  setenv("KINTSUGI_ROOT", KINTSUGI_SOURCE_DIR, 1);
  plan(testpoint("t", "V1",
                 "command = [\"" KINTSUGI_CLI
                 "\", \"run\", \"fashion_mlp\", \"--dies\", \"0:1\", \"--images\", \"20\", "
                 "\"--engine\", \"fast\", \"--set\", \"expect.min_gain_over_untuned=-100\", "
                 "\"--out\", \"{dir}/run\", \"--quiet\"]\njson = \"{dir}/run/summary.json\"\n"
                 "limits = { \"/mismatches\" = \"== 0\", \"/cycles_compared\" = \"> 0\" }"));
  expect_failure("t", "/cycles_compared: found 0, limit > 0");
}

#ifdef KINTSUGI_TRACED
TEST_F(SignoffOfReal, DivergenceComesAgainWithItsWave) {
  setenv("KINTSUGI_ROOT", KINTSUGI_SOURCE_DIR, 1);
  const std::string run =
      "\", \"run\", \"fashion_mlp\", \"--images\", \"20\", \"--quiet\", \"--plant\", "
      "\"reference:done_one_cycle_early\", \"--out\", \"{dir}/run\", \"--dies\", ";
  plan(testpoint("t", "V1",
                 "command = [\"" KINTSUGI_CLI + run +
                     "\"2:3\"]\njson = \"{dir}/run/summary.json\"\n" +
                     "rerun = [\"" KINTSUGI_TRACED + run +
                     "\"{die}:{next_die}\", \"--wave\", \"--wave-to\", \"2000\"]\n" +
                     "limits = { \"/cycles_compared\" = \"> 0\" }"));
  expect_failure("t", "expected PREDICT (0xe), got CLUSTER (0x6)");
  const auto rerun = point("t").at("failures")[0].at("rerun");
  EXPECT_EQ(rerun.at("outcome"), "reproduced");
  EXPECT_EQ(rerun.at("wave"), "checks/t/again_0/run/die_2.fst");
  EXPECT_GT(fs::file_size(out_ / "checks/t/again_0/run/die_2.fst"), 1000);
}
#endif

TEST_F(SignoffOfReal, CoverageHoleFails) {
  const auto report = [&](uint64_t count) {
    std::vector<CoveragePoint> points;
    for (const CoverageKind kind :
         {CoverageKind::Line, CoverageKind::Branch, CoverageKind::Toggle, CoverageKind::Property}) {
      points.push_back({kind, "a.sv", 1, "one", 1});
    }
    points.push_back({CoverageKind::Line, "a.sv", 7, "block", count});
    const std::vector<bool> excluded(points.size(), false);
    write_file(root_ / "coverage.json", coverage_json(make_report(points, excluded, {})));
  };
  plan(testpoint("t", "V1",
                 "command = [\"cp\", \"coverage.json\", \"{json}\"]\nlimits = { \"/line/points\" = "
                 "\"> 0\", \"/line/percent\" = \">= 100\", \"/failures\" = \"== 0\" }"));
  report(1);
  ASSERT_EQ(sign_off().status, 0);
  report(0);
  expect_failure("t", "/failures: found 1, limit == 0");
}

}  // namespace
}  // namespace kintsugi::signoff_test
