#include "testbench/cli/bars.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "testbench/cli/commands.h"
#include "testbench/scenario/paths.h"
#include "testbench/tests/scenario/expect_error.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

TEST(Limit, HoldsAtItsEdgeOnlyWhenItSaysSo) {
  EXPECT_TRUE(parse_limit(">= 40", "x").holds(40.0));
  EXPECT_FALSE(parse_limit("> 40", "x").holds(40.0));
  EXPECT_TRUE(parse_limit("<=-1.5", "x").holds(-1.5));
  EXPECT_FALSE(parse_limit("< 1e3", "x").holds(1000.0));
  EXPECT_TRUE(parse_limit("== 0", "x").holds(0.0));
  EXPECT_FALSE(parse_limit("== 0", "x").holds(1.0));
}

TEST(Limit, NotANumberNeverHolds) {
  for (const char* text : {">= 0", "> 0", "<= 0", "< 0", "== 0"}) {
    EXPECT_FALSE(parse_limit(text, "x").holds(std::nan(""))) << text;
  }
}

TEST(Limit, RefusesWhatIsNoRelationAndNumber) {
  for (const char* text : {"40", ">=", "", "=> 40", ">= forty", ">= 40 points", "= 3"}) {
    EXPECT_NE(error_of([&] { parse_limit(text, "b.toml:2: limit"); }), "") << text;
  }
}

// A repository of its own, in which commands run.
class Bars : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / (std::string("bars_") + info->name());
    fs::remove_all(root_);
    fs::create_directories(root_);
    setenv("KINTSUGI_ROOT", root_.c_str(), 1);
  }
  void TearDown() override {
    unsetenv("KINTSUGI_ROOT");
    fs::remove_all(root_);
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(root_ / name) << text;
  }
  static std::string bar(const std::string& issue, const std::string& command,
                         const std::string& limit) {
    return "[[bar]]\nissue = \"" + issue + "\"\nname = \"yield\"\ncommand = '''" + command +
           "'''\njson = \"out.json\"\npath = \"/yield\"\nlimit = \"" + limit + "\"\n";
  }
  int run(const std::string& bars, const std::vector<std::string>& issues = {}) {
    write("bars.toml", bars);
    out_.str("");
    return bars_command({root_ / "bars.toml", issues, json_}, out_);
  }

  fs::path root_;
  bool json_ = false;
  std::ostringstream out_;
};

constexpr char writes_41[] = "echo '{\"yield\": 41.5}' > out.json";

TEST_F(Bars, HoldWhenTheMeasuredValueSatisfiesTheLimit) {
  EXPECT_EQ(run(bar("a", writes_41, ">= 40")), 0) << out_.str();
  EXPECT_NE(out_.str().find("41.5"), std::string::npos);
  EXPECT_NE(out_.str().find("1 of 1 bars hold"), std::string::npos);
}

TEST_F(Bars, AMissedLimitFails) {
  EXPECT_EQ(run(bar("a", writes_41, ">= 42")), 1);
  EXPECT_NE(out_.str().find("NO"), std::string::npos) << out_.str();
}

TEST_F(Bars, OneMissAmongManyFails) {
  EXPECT_EQ(run(bar("a", writes_41, ">= 40") + bar("a", writes_41, "< 40")), 1);
  EXPECT_NE(out_.str().find("1 of 2 bars hold"), std::string::npos);
}

TEST_F(Bars, AMissingValueFails) {
  EXPECT_EQ(run(bar("a", "echo '{\"other\": 1}' > out.json", ">= 0")), 1);
  EXPECT_EQ(run(bar("a", "echo '{\"yield\": null}' > out.json", ">= 0")), 1);
  EXPECT_EQ(run(bar("a", "echo '{\"yield\"' > out.json", ">= 0")), 1) << "broken JSON";
}

TEST_F(Bars, AFailingCommandFailsEvenWithAGoodValue) {
  EXPECT_EQ(run(bar("a", std::string(writes_41) + "; exit 1", ">= 40")), 1);
  EXPECT_NE(out_.str().find("status 1"), std::string::npos) << out_.str();
}

TEST_F(Bars, ALeftOverFileDoesNotCount) {
  write("out.json", "{\"yield\": 99}");
  EXPECT_EQ(run(bar("a", "true", ">= 40")), 1);
  EXPECT_NE(out_.str().find("did not write out.json"), std::string::npos) << out_.str();
}

TEST_F(Bars, WithoutACommandTheFileIsRead) {
  write("out.json", "{\"yield\": true}");
  EXPECT_EQ(run(bar("a", "", "== 1")), 0) << out_.str();
}

TEST_F(Bars, ACommandSharedByTwoBarsRunsOnce) {
  const std::string counts = "echo x >> count; echo '{\"yield\": 1}' > out.json";
  EXPECT_EQ(run(bar("a", counts, ">= 0") + bar("b", counts, "<= 1")), 0) << out_.str();
  EXPECT_EQ(fs::file_size(root_ / "count"), 2U);
}

TEST_F(Bars, OnlyTheWantedIssuesRun) {
  const std::string both = bar("good", writes_41, ">= 40") + bar("bad", "false", ">= 40");
  EXPECT_EQ(run(both, {"good"}), 0) << out_.str();
  EXPECT_EQ(run(both, {"bad"}), 1);
  EXPECT_NE(error_of([&] { run(both, {"godo"}); }).find("did you mean good"), std::string::npos);
}

TEST_F(Bars, JsonSaysTheSameAsTheTable) {
  json_ = true;
  EXPECT_EQ(run(bar("a", writes_41, ">= 40") + bar("b", "true", "< 40")), 1);
  const auto json = nlohmann::json::parse(out_.str());
  EXPECT_EQ(json["held"], 1);
  EXPECT_EQ(json["bars"][0]["measured"], 41.5);
  EXPECT_EQ(json["bars"][0]["ok"], true);
  EXPECT_EQ(json["bars"][1]["ok"], false);
}

TEST_F(Bars, BadFilesAreRefusedWithTheirLine) {
  const std::string good = bar("a", "true", ">= 1");
  EXPECT_NE(error_of([&] { run(""); }).find("allowed [[bar]]"), std::string::npos);
  EXPECT_NE(error_of([&] { run(good + "limti = \"x\"\n"); }).find("did you mean limit"),
            std::string::npos);
  EXPECT_NE(error_of([&] { run("[[bar]]\nissue = \"a\"\n"); }).find("bars.toml:1: name: found"),
            std::string::npos);
  EXPECT_NE(error_of([&] { run("[[bar]\n"); }).find("bars.toml:1"), std::string::npos);
  EXPECT_NE(error_of([&] { bars_command({root_ / "none.toml", {}, false}, out_); }), "");
}

TEST_F(Bars, ManyBarsShareOneMeasure) {
  const std::string measure =
      "[measure.one]\ncommand = '''" + std::string(writes_41) + "'''\njson = \"out.json\"\n";
  const auto named = [](const std::string& name, const std::string& more = "") {
    return "[[bar]]\nissue = \"a\"\nname = \"yield\"\nmeasure = \"" + name +
           "\"\npath = \"/yield\"\nlimit = \">= 40\"\n" + more;
  };
  EXPECT_EQ(run(measure + named("one") + named("one")), 0) << out_.str();
  EXPECT_NE(error_of([&] { run(measure + named("ono")); }).find("did you mean one"),
            std::string::npos);
  EXPECT_NE(error_of([&] { run(measure + named("one", "json = \"x\"\n")); }).find("one of both"),
            std::string::npos);
}

TEST(ProjectBars, TheCommittedFileIsWellFormed) {
  EXPECT_FALSE(load_bars(project_root() / "testbench" / "bars.toml").empty());
}

}  // namespace
}  // namespace kintsugi
