#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "testbench/studies/study_files.h"
#include "testbench/tests/studies/made_study.h"

namespace kintsugi {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

class StudyFrame : public testing::Test {
 protected:
  int call(StudyResult (*run)(StudyRun&), StudyOptions options = {}) {
    options.name = options.name.empty() ? "sum" : options.name;
    if (options.out.empty()) options.out = folder();
    options.quiet = true;
    return study_command(options, {made_study(run), made_study(run)}, out_);
  }
  std::filesystem::path folder() const { return temporary_.path() / "out"; }

  TemporaryFolder temporary_;
  std::ostringstream out_;
};

// study.json but for the time it took.
nlohmann::json without_time(const std::filesystem::path& file) {
  nlohmann::json j = nlohmann::json::parse(contents(file));
  j.erase("wall_s");
  return j;
}

TEST_F(StudyFrame, StoppedStudyGoesOnBehindWhatIsKeptAndEndsWithTheSameBytes) {
  ASSERT_EQ(call(sum_study), 0);
  StudyOptions stopped;
  stopped.out = temporary_.path() / "stopped";
  std::filesystem::create_directories(stopped.out);
  std::ofstream(stopped.out / "broken") << 1;
  EXPECT_THAT([&] { call(sum_study, stopped); }, ThrowsMessage<UserError>(HasSubstr("piece_2")));
  EXPECT_FALSE(std::filesystem::exists(stopped.out / "study.json"));
  std::filesystem::remove(stopped.out / "broken");
  EXPECT_EQ(call(sum_study, stopped), 0);
  EXPECT_EQ(contents(stopped.out / "sum.csv"), contents(folder() / "sum.csv"));
  EXPECT_EQ(contents(stopped.out / "sum.svg"), contents(folder() / "sum.svg"));
  EXPECT_EQ(without_time(stopped.out / "study.json"), without_time(folder() / "study.json"));
  const std::string made = contents(stopped.out / "made");
  EXPECT_EQ(std::count(made.begin(), made.end(), '1'), 1) << "a kept piece was made again";
}

TEST_F(StudyFrame, PiecesWithoutTheirContentsAreMadeAgain) {
  ASSERT_EQ(call(sum_study), 0);
  const std::string whole = contents(folder() / "sum.csv");
  for (const std::string& rest : {std::string(), std::string("[1,"), std::string(3, '\0')}) {
    std::ofstream(folder() / "items" / "piece_2.json", std::ios::binary) << rest;
    EXPECT_EQ(call(sum_study), 0);
    EXPECT_EQ(contents(folder() / "sum.csv"), whole);
  }
}

TEST_F(StudyFrame, ResultsOfAnotherFormAreRefused) {
  ASSERT_EQ(call(sum_study), 0);
  StudyOptions quick;
  quick.quick = true;
  EXPECT_THAT([&] { call(sum_study, quick); },
              ThrowsMessage<UserError>(HasSubstr("results of another study")));
}

TEST_F(StudyFrame, UnknownStudyIsRefusedWithASuggestion) {
  StudyOptions options;
  options.name = "sun";
  EXPECT_THAT(
      [&] { call(sum_study, options); },
      ThrowsMessage<UserError>(HasSubstr("found sun; allowed sum or sum; did you mean sum")));
}

TEST_F(StudyFrame, QuickFormNeverWritesThePage) {
  StudyOptions options;
  options.quick = true;
  options.write = temporary_.path() / "page.md";
  std::ofstream(options.write) << "page\n";
  EXPECT_THAT([&] { call(sum_study, options); }, ThrowsMessage<UserError>(HasSubstr("--quick")));
  EXPECT_EQ(contents(options.write), "page\n");
}

TEST_F(StudyFrame, MissingPageIsRefusedBeforeAnythingIsMade) {
  StudyOptions options;
  options.write = temporary_.path() / "none.md";
  EXPECT_THAT([&] { call(sum_study, options); }, ThrowsMessage<UserError>(HasSubstr("none.md")));
  EXPECT_FALSE(std::filesystem::exists(folder()));
}

TEST_F(StudyFrame, RowBelowItsBarEndsWithOne) {
  EXPECT_EQ(call([](StudyRun&) {
              StudyResult result;
              result.rows.push_back(at_least(study_row("share", 0.4), 0.5));
              return result;
            }),
            1);
  EXPECT_EQ(without_time(folder() / "study.json").at("rows").at(0).at("ok"), false);
}

TEST_F(StudyFrame, MismatchEndsWithOne) {
  EXPECT_EQ(call([](StudyRun&) {
              StudyResult result;
              result.mismatches = 1;
              return result;
            }),
            1);
}

TEST_F(StudyFrame, PiecesOfOneNameAreADefect) {
  EXPECT_THROW(call([](StudyRun& run) {
                 const StudyItem item{"same", [] { return nlohmann::json(1); }};
                 run.make("pieces", {item, item});
                 return StudyResult{};
               }),
               std::logic_error);
}

TEST_F(StudyFrame, ListNamesEveryStudy) {
  StudyOptions options;
  options.list = true;
  EXPECT_EQ(call(sum_study, options), 0);
  EXPECT_THAT(out_.str(), HasSubstr("sum          A sum\n"));
}

TEST(StudyRow, BarsAreKeptAtTheirLimitAndByNumbersOnly) {
  EXPECT_TRUE(at_least(study_row("", 2.0), 2.0).ok);
  EXPECT_FALSE(at_least(study_row("", 1.999), 2.0).ok);
  EXPECT_TRUE(at_most(study_row("", 2.0), 2.0).ok);
  EXPECT_FALSE(at_most(study_row("", 2.001), 2.0).ok);
  EXPECT_FALSE(at_least(study_row("", NAN), 2.0).ok);
  EXPECT_FALSE(at_most(study_row("", NAN), 2.0).ok);
  EXPECT_EQ(at_most(study_row("", 1.0), 2.5).bar, "<= 2.5");
}

}  // namespace
}  // namespace kintsugi
