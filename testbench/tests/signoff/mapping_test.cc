// Both ways: from testpoints to tests and back, from claims to the specification and back.
#include "testbench/tests/signoff/scene.h"

namespace kintsugi::signoff_test {
namespace {

class SignoffPlan : public Signoff {
 protected:
  // The sign-off fails before any check is run, and says so.
  void expect_problem(const std::string& sentence) {
    const Outcome outcome = sign_off();
    EXPECT_EQ(outcome.status, 1) << outcome.out;
    EXPECT_SAYS(outcome.out, sentence);
    EXPECT_EQ(json().at("plan_problems").size(), 1) << outcome.out;
    EXPECT_EQ(point("a").at("outcome"), "not run");
    EXPECT_EQ(sign_off({"--list"}).status, 1);
  }
};

TEST_F(SignoffPlan, TestpointWithoutATestFails) {
  plan(testpoint("t", "V3", "tests = 'no_such'"));
  expect_problem("testpoint t: no test is called no_such");
}

TEST_F(SignoffPlan, TestWithoutATestpointFails) {
  plan("[suites]\nnames = 'first'");
  expect_problem("orphan: first of /bin/echo belongs to no testpoint");
}

TEST_F(SignoffPlan, TestOfAnotherProgramOfTheSameNameIsAnOrphan) {
  add_tests("add_test(first \"/bin/echo\" \"1\")\nadd_test(first \"/usr/bin/printf\" \"2\")\n");
  plan(testpoint("t", "V1", "tests = 'first'\nprograms = 'echo$'\nprints = '1'") +
       "[suites]\nnames = 'first'");
  expect_problem("orphan: first of /usr/bin/printf belongs to no testpoint");
}

// CTest lists a program that a test builds, and nothing after it, only once it is there.
TEST_F(SignoffPlan, TestWhoseProgramIsBuiltLaterHasItsTestpoint) {
  add_tests("add_test(later \"" CMAKE_PROGRAM "\" \"-E\" \"env\" \"/not/there/runner\")\n");
  plan(testpoint("t", "V1", "tests = 'later'\nprograms = '/runner$'\nprints = '1'") +
       "[suites]\nnames = 'later'");
  EXPECT_EQ(sign_off({"--list"}).status, 0);
}

TEST_F(SignoffPlan, TestThatACommandCoversIsNoOrphan) {
  const std::string suite = "[suites]\nnames = 'first'";
  plan(testpoint("t", "V1", good() + "\ncovers = 'first'") + suite);
  EXPECT_EQ(sign_off().status, 0);
  plan(testpoint("t", "V1", good() + "\ncovers = 'second'"));
  expect_problem("testpoint t: no test is called second");
}

TEST_F(SignoffPlan, SuiteWithoutTestsFails) {
  plan("[suites]\nnames = 'no_such'");
  expect_problem("suites: no test belongs to them");
}

TEST_F(SignoffPlan, TestWhosePassingShowsNothingFails) {
  plan(testpoint("t", "V3", "tests = 'first'"));
  expect_problem("testpoint t: first is no GoogleTest: prints or count must say");
}

TEST_F(SignoffPlan, ChapterWithoutATestpointFails) {
  write_file(root_ / "page.md", "# Page\n## 1. One\n## 2. Two\n### 2.1 Part\n### 2.2 Other\n");
  write_file(scratch_ / "plan.toml", "name = \"small\"\nspecification = \"page.md\"\n" +
                                         testpoint("a", "V1", "features = [\"1\"]\n" + good()) +
                                         testpoint("b", "V2", "features = [\"2.1\"]\n" + good()) +
                                         testpoint("c", "V3", good()));
  expect_problem("chapter 2.2 of page.md has no testpoint");
}

TEST_F(SignoffPlan, FeatureThatIsNoChapterFails) {
  write_file(root_ / "page.md", "# Page\n## 1. One\n");
  write_file(scratch_ / "plan.toml",
             "name = \"small\"\nspecification = \"page.md\"\n" +
                 testpoint("a", "V1", "features = [\"1\", \"7\"]\n" + good()) +
                 testpoint("b", "V2", good()) + testpoint("c", "V3", good()));
  expect_problem("testpoint a: page.md has no chapter 7");
}

TEST_F(SignoffPlan, MistakesInAPlanAreNamedWithTheirLine) {
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {testpoint("t", "V9", good()), ":20: stage: found something else; allowed V1, V2, V3"},
      {testpoint("t", "V1", ""), ":20: found neither tests and command"},
      {testpoint("t", "V1", good() + "\ntests = 'x'"), ":20: found both tests and command"},
      {testpoint("a", "V1", good()), ":20: id: found a a second time"},
      {testpoint("t", "V1", "tests = '('"), ":20: tests: found something else"},
      {testpoint("t", "V1", "tests = 'x'\ncount = 'x'"), "a regular expression with one group"},
      {testpoint("t", "V1", good() + "\nsecond = 3"), "found an unknown key"},
      {testpoint("t", "V1", writes("{}", R"("/n" = "about 3")")), "limits: found \"about 3\""},
  };
  for (const auto& [table, sentence] : mistakes) {
    plan(table);
    const Outcome outcome = sign_off();
    EXPECT_EQ(outcome.status, 2) << table;
    EXPECT_SAYS(outcome.out, sentence);
  }
}

TEST_F(SignoffPlan, ListRunsNothing) {
  plan(testpoint("t", "V1", shell("touch " + (scratch_ / "ran").string())));
  const Outcome outcome = sign_off({"--list"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_SAYS(outcome.out, "4 testpoints, 0 problems");
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "ran"));
  EXPECT_FALSE(std::filesystem::exists(out_));
}

}  // namespace
}  // namespace kintsugi::signoff_test
