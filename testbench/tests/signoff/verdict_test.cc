// What a sign-off must not be taken in by: each of these makes it fail, and only that one check.
#include "testbench/tests/signoff/scene.h"

namespace kintsugi::signoff_test {
namespace {

TEST_F(Signoff, HoldsWhenEveryCheckHolds) {
  plan(testpoint("t", "V1", "tests = 'first'\ncount = '(\\d+) things compared'"));
  const Outcome outcome = sign_off();
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_SAYS(outcome.out, "signed off: 4 of 4 testpoints passed");
  EXPECT_TRUE(json().at("signed_off"));
  EXPECT_EQ(point("t").at("tests"), 1);
  EXPECT_EQ(point("t").at("values")[1].at("value"), 17);
}

TEST_F(Signoff, AssertionThatCannotFireFails) {
  plan(testpoint("t", "V2",
                 writes(R"({"compared": 1, "listed": 3, "fired": 2})",
                        R"("/compared" = "> 0", "/fired" = "== /listed")")));
  expect_failure("t", "/fired: found 2, limit == /listed (3)");
}

TEST_F(Signoff, ComparisonThatComparedNothingFails) {
  plan(testpoint("t", "V1", writes(R"({"compared": 0})")));
  expect_failure("t", "/compared: found 0, limit > 0");
}

TEST_F(Signoff, NumberThatIsNotThereFails) {
  plan(testpoint("t", "V1", writes(R"({"other": 5})")));
  expect_failure("t", "/compared: found nothing");
}

TEST_F(Signoff, CommandThatWritesNothingFails) {
  plan(testpoint("t", "V1", "command = [\"true\"]\nlimits = { \"/compared\" = \"> 0\" }"));
  expect_failure("t", "it did not write result.json");
}

TEST_F(Signoff, OldResultIsNotTakenForANewOne) {
  const std::string file = (scratch_ / "once").string();
  plan(testpoint("t", "V1", shell("test ! -e " + file + " || exit 0; touch " + file)));
  ASSERT_EQ(sign_off().status, 0);
  EXPECT_EQ(sign_off({"--fresh"}).status, 1);
  EXPECT_SAYS(point("t").at("reason").get<std::string>(), "it did not write result.json");
}

TEST_F(Signoff, CommandThatEndsWithAnErrorFails) {
  plan(testpoint("t", "V1", shell("echo a sentence; exit 3")));
  expect_failure("t", "ended with status 3: a sentence");
}

TEST_F(Signoff, ProgramThatIsNotThereFails) {
  plan(testpoint("t", "V1", "command = [\"no_such\"]\nlimits = { \"/compared\" = \"> 0\" }"));
  expect_failure("t", "ended with status 127: error: no_such cannot be started");
}

TEST_F(Signoff, CheckWithoutEndFailsWhenItsTimeIsOver) {
  plan(testpoint("t", "V1", shell("tail -f /dev/null") + "\nminutes = 0.002"));
  expect_failure("t", "its time was over");
  EXPECT_TRUE(point("t").at("failures")[0].at("rerun").is_null());
}

TEST_F(Signoff, FailedTestFails) {
  add_tests("add_test(bad \"/bin/sh\" \"-c\" \"echo some error 5; exit 1\")\n");
  plan(testpoint("t", "V3", "tests = 'bad'\nprints = '.'"));
  expect_failure("t", "bad: some error 5");
}

// Setting up is part of a test, and no test.
TEST_F(Signoff, WhatSetsATestUpMustPassAndIsNotCounted) {
  const std::string works = (scratch_ / "works").string();
  write_file(works, "");
  add_tests("add_test(setting_up \"/bin/sh\" \"-c\" \"test -e " + works +
            "\")\n"
            "set_tests_properties(setting_up PROPERTIES FIXTURES_SETUP f)\n"
            "add_test(user \"/bin/echo\" \"3 things\")\n"
            "set_tests_properties(user PROPERTIES FIXTURES_REQUIRED f)\n");
  plan(testpoint("t", "V1", "tests = 'user'\nprints = 'things'"));
  ASSERT_EQ(sign_off().status, 0);
  EXPECT_EQ(point("t").at("tests"), 1);
  std::filesystem::remove(works);
  EXPECT_EQ(sign_off({"--fresh"}).status, 1);
  EXPECT_EQ(point("t").at("failures")[0].at("what"), "setting_up");
}

TEST_F(Signoff, SkippedTestFails) {
  add_tests(
      "add_test(skipped \"/bin/sh\" \"-c\" \"exit 77\")\n"
      "set_tests_properties(skipped PROPERTIES SKIP_RETURN_CODE 77)\n");
  plan(testpoint("t", "V1", "tests = 'skipped'\nprints = '.'"));
  expect_failure("t", "skipped: was skipped");
}

TEST_F(Signoff, DisabledTestFails) {
  add_tests("add_test(off \"/bin/true\")\nset_tests_properties(off PROPERTIES DISABLED TRUE)\n");
  plan(testpoint("t", "V1", "tests = 'off'\nprints = '.'"));
  expect_failure("t", "off: is disabled");
}

TEST_F(Signoff, TestThatPrintsNoProofFails) {
  plan(testpoint("t", "V1", "tests = 'first'\nprints = 'proven'"));
  expect_failure("t", "passed, but printed nothing like proven");
}

TEST_F(Signoff, TestsThatComparedNothingFail) {
  add_tests("add_test(first \"/bin/echo\" \"0 things compared\")\n");
  plan(testpoint("t", "V1", "tests = 'first'\ncount = '(\\d+) things compared'"));
  expect_failure("t", "/counted: found 0, limit > 0");
}

TEST_F(Signoff, PlanWithoutAStageIsRefused) {
  write_plan(testpoint("a", "V1", good()) + testpoint("c", "V3", good()));
  const Outcome outcome = sign_off();
  EXPECT_EQ(outcome.status, 2);
  EXPECT_SAYS(outcome.out, "found no testpoint of stage V2");
}

TEST_F(Signoff, LimitsThatWouldHoldForNothingAreRefused) {
  plan(testpoint("t", "V1", writes(R"({"failed": 0})", R"("/failed" = "== 0")")));
  const Outcome outcome = sign_off();
  EXPECT_EQ(outcome.status, 2);
  EXPECT_SAYS(outcome.out, "plan.toml:20: limits: found none that fails when nothing was compared");
}

TEST_F(Signoff, SourcesThatChangeMeanwhileFail) {
  plan(testpoint("t", "V1", shell("echo x >> " + (root_ / "source.sv").string())));
  const Outcome outcome = sign_off();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_SAYS(outcome.out, "sources changed while the checks ran");
  EXPECT_FALSE(json().at("signed_off"));
  write_file(root_ / "source.sv", "module m; endmodule\n");
  EXPECT_EQ(sign_off().status, 1);
  EXPECT_FALSE(point("a").at("kept")) << "nobody knows of which sources it was";
}

TEST_F(Signoff, EarlierStageAloneIsNotSignedOff) {
  plan("");
  const Outcome outcome = sign_off({"--stage", "V2"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_SAYS(outcome.out, "V2 holds: 2 of 2 testpoints passed");
  EXPECT_FALSE(json().at("signed_off"));
}

TEST_F(Signoff, PartIsNeverSignedOff) {
  plan("");
  const Outcome outcome = sign_off({"--only", "."});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_SAYS(outcome.out, "partial: 3 of 3 testpoints passed");
  EXPECT_FALSE(json().at("signed_off"));
}

TEST_F(Signoff, BadCommandLinesEndWith2) {
  plan("");
  const std::vector<std::vector<std::string>> lines = {
      {"--stage", "V4"}, {"--seed", "0"},    {"--jobs", "0"},       {"--only", "none"},
      {"--only", "("},   {"--plan", "none"}, {"--build", "nowhere"}};
  for (const auto& line : lines) {
    const Outcome outcome = sign_off(line);
    EXPECT_EQ(outcome.status, 2) << line[0] << " " << line[1] << ": " << outcome.out;
  }
}

}  // namespace
}  // namespace kintsugi::signoff_test
