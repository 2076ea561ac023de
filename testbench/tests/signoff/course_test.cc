// How a sign-off goes on after a stop, what it does with failures, and what it leaves behind.
#include <algorithm>

#include "testbench/tests/signoff/scene.h"

namespace kintsugi::signoff_test {
namespace {

class SignoffCourse : public Signoff {
 protected:
  // A check that leaves a line a run.
  std::string counted(const std::string& more = "true") {
    return shell("echo run >> " + (scratch_ / "runs").string() + "; " + more);
  }
  long runs() const {
    const std::string text = read_file(scratch_ / "runs");
    return std::count(text.begin(), text.end(), '\n');
  }
};

TEST_F(SignoffCourse, KilledItGoesOnWhereItWas) {
  const std::string mark = (scratch_ / "mark").string();
  write_plan(testpoint("a", "V1", counted()) +
             testpoint("b", "V2",
                       shell("test -e " + mark + " || { touch " + mark + "; kill -9 $PPID; }")) +
             testpoint("c", "V3", good()));
  EXPECT_EQ(sign_off().status, 128 + 9);
  EXPECT_FALSE(std::filesystem::exists(out_ / "signoff.json"));
  const Outcome outcome = sign_off();
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_SAYS(outcome.out, "signed off");
  EXPECT_EQ(runs(), 1);
  EXPECT_TRUE(point("a").at("kept"));
  EXPECT_FALSE(point("b").at("kept"));
}

TEST_F(SignoffCourse, StoppedItKeepsWhatIsFinishedAndIsNotSignedOff) {
  write_plan(testpoint("a", "V1", counted()) +
             testpoint("b", "V2", shell("kill -TERM $PPID; tail -f /dev/null")) +
             testpoint("c", "V3", good()));
  const Outcome outcome = sign_off();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_SAYS(outcome.out, "not signed off: 1 of 3 testpoints passed");
  EXPECT_TRUE(json().at("interrupted"));
  EXPECT_EQ(point("b").at("outcome"), "not run");
  EXPECT_EQ(point("c").at("outcome"), "not run");
}

TEST_F(SignoffCourse, ChangedSourcesSeedOrPlanRunAgain) {
  write_plan(testpoint("a", "V1", counted()) + testpoint("b", "V2", good()) +
             testpoint("c", "V3", good()));
  ASSERT_EQ(sign_off().status, 0);
  ASSERT_EQ(sign_off().status, 0);
  EXPECT_EQ(runs(), 1) << "nothing has changed";
  write_file(root_ / "source.sv", "module n; endmodule\n");
  ASSERT_EQ(sign_off().status, 0);
  EXPECT_EQ(runs(), 2) << "a source has changed";
  ASSERT_EQ(sign_off({"--seed", "5"}).status, 0);
  EXPECT_EQ(runs(), 3) << "the seed has changed";
  write_plan(testpoint("a", "V1", counted("echo more")) + testpoint("b", "V2", good()) +
             testpoint("c", "V3", good()));
  ASSERT_EQ(sign_off({"--seed", "5"}).status, 0);
  EXPECT_EQ(runs(), 4) << "the plan has changed";
  ASSERT_EQ(sign_off({"--seed", "5", "--fresh"}).status, 0);
  EXPECT_EQ(runs(), 5) << "asked for";
}

TEST_F(SignoffCourse, FailureOfTheSameSourcesStays) {
  const std::string mark = (scratch_ / "mark").string();
  plan(testpoint("t", "V1", shell("test -e " + mark + " || { touch " + mark + "; exit 1; }")));
  EXPECT_EQ(sign_off().status, 1);
  EXPECT_EQ(point("t").at("failures")[0].at("rerun").at("outcome"), "passed");
  EXPECT_EQ(sign_off().status, 1) << "luck the second time is no sign-off";
  EXPECT_TRUE(point("t").at("kept"));
}

TEST_F(SignoffCourse, FailuresThatDifferInNumbersAreOneBucketAndRunAgain) {
  add_tests(
      "add_test(x \"/bin/sh\" \"-c\" \"echo error in cycle 17: 0x3f; exit 1\")\n"
      "add_test(y \"/bin/sh\" \"-c\" \"echo error in cycle 2345: 0xa; exit 1\")\n"
      "add_test(z \"/bin/sh\" \"-c\" \"echo another error; exit 1\")\n");
  plan(testpoint("t", "V1", "tests = '.'\nprints = '.'"));
  EXPECT_EQ(sign_off().status, 1);
  const auto buckets = json().at("buckets");
  ASSERT_EQ(buckets.size(), 2);
  EXPECT_EQ(buckets[0].at("count"), 2);
  EXPECT_EQ(buckets[0].at("message"), "error in cycle 17: 0x3f");
  EXPECT_EQ(buckets[1].at("count"), 1);
  const auto failures = point("t").at("failures");
  ASSERT_EQ(failures.size(), 3);
  for (const auto& failure : failures) {
    EXPECT_EQ(failure.at("rerun").at("outcome"), "reproduced");
  }
}

TEST_F(SignoffCourse, DieThatDivergedRunsAgainWithWaves) {
  const std::string report =
      R"(mkdir -p $0/run; echo {\"summary\": \"Cycle 7\", \"divergence\": {\"cycle\": 7}} )"
      "> $0/run/mismatch_die_3.json";
  plan(testpoint("t", "V1",
                 "command = [\"sh\", \"-c\", '''" + report +
                     "; exit 1''', \"{dir}\"]\n"
                     "rerun = [\"sh\", \"-c\", '''" +
                     report + "; touch $0/run/die_$1.fst; exit 1''', \"{dir}\", \"{die}\"]\n" +
                     "limits = { \"/compared\" = \"> 0\" }"));
  EXPECT_EQ(sign_off().status, 1);
  const auto failure = point("t").at("failures")[0];
  EXPECT_EQ(failure.at("what"), "die 3");
  EXPECT_EQ(failure.at("message"), "Cycle 7");
  EXPECT_EQ(failure.at("rerun").at("outcome"), "reproduced");
  const std::string wave = failure.at("rerun").at("wave");
  EXPECT_TRUE(std::filesystem::exists(out_ / wave)) << wave;
  EXPECT_SAYS(read_file(out_ / "signoff.html"), wave);
  EXPECT_SAYS(read_file(out_ / "junit.xml"), wave);
}

TEST_F(SignoffCourse, JunitTellsSeedCommandAndArtefacts) {
  plan(testpoint("t", "V1", shell("echo a < b; exit 3")));
  EXPECT_EQ(sign_off({"--seed", "9"}).status, 1);
  const std::string junit = read_file(out_ / "junit.xml");
  EXPECT_SAYS(junit, "tests=\"5\" failures=\"1\"");
  EXPECT_SAYS(junit, "<property name=\"seed\" value=\"9\" />");
  EXPECT_SAYS(junit, "<property name=\"log\" value=\"checks/t/log.txt\" />");
  EXPECT_SAYS(junit, "<property name=\"command\" value=\"sh -c ");
  EXPECT_SAYS(junit, "log: checks/t/log.txt");
}

TEST_F(SignoffCourse, PageIsWholeAndTakesTextForText) {
  write_plan(testpoint("a", "V1", good()) + testpoint("b", "V2", good()) +
             "[[testpoint]]\nid = \"c\"\nstage = \"V3\"\nclaim = \"a < b & \\\"c\\\"\"\n" + good());
  ASSERT_EQ(sign_off().status, 0);
  const std::string page = read_file(out_ / "signoff.html");
  EXPECT_SAYS(page, "a &lt; b &amp; &quot;c&quot;");
  EXPECT_SAYS(page, "prefers-color-scheme: dark");
  EXPECT_SAYS(page, "class=\"verdict good\"");
  for (const char* other : {"http:", "https:", "<script", "src=", "url("}) {
    EXPECT_EQ(page.find(other), std::string::npos) << other;
  }
}

TEST_F(SignoffCourse, SeedAndFoldersReachTheCommand) {
  write_plan(
      testpoint("a", "V1",
                "command = [\"sh\", \"-c\", '''echo {\\\"compared\\\": 1, \\\"seed\\\": $1} > "
                "$0''', \"{json}\", \"{seed}\"]\nlimits = { \"/compared\" = \"> 0\", \"/seed\" "
                "= \"== 41\" }") +
      testpoint("b", "V2", good()) + testpoint("c", "V3", good()));
  EXPECT_EQ(sign_off({"--seed", "41"}).status, 0);
  EXPECT_EQ(sign_off({"--seed", "42"}).status, 1);
}

TEST_F(SignoffCourse, SecondOneInTheSameFolderIsRefused) {
  plan(testpoint(
      "t", "V1",
      shell(std::string(KINTSUGI_BINARY) + " --plan " + (scratch_ / "plan.toml").string() +
            " --build " + build_.string() + " --out " + out_.string() + "; test $? = 2")));
  EXPECT_EQ(sign_off().status, 0);
}

}  // namespace
}  // namespace kintsugi::signoff_test
