// Bad input: one sentence, status 2, and nothing done.
#include <gtest/gtest.h>

#include "testbench/report/folder_lock.h"
#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Words = std::vector<std::string>;

class SweepRefusalTest : public ::testing::Test {
 protected:
  Outcome sweep(const Words& more) {
    Words args = {"sweep", "fashion_mlp", "--images", "50", "--dies", "0:1", "--quiet"};
    args.insert(args.end(), more.begin(), more.end());
    if (std::find(more.begin(), more.end(), "--out") == more.end()) {
      args.insert(args.end(), {"--out", (scratch_ / "out").string()});
    }
    return run_binary(args);
  }
  void expect_refused(const Words& more, const std::string& sentence) {
    const Outcome o = sweep(more);
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_EQ(o.out.rfind("kintsugi: error: ", 0), 0U) << o.out;
    EXPECT_EQ(std::count(o.out.begin(), o.out.end(), '\n'), 1) << o.out;
    EXPECT_NE(o.out.find(sentence), std::string::npos) << o.out << "lacks " << sentence;
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "out")) << "something was done: " << o.out;
  }
  ScratchFolder scratch_;
};

TEST_F(SweepRefusalTest, SettingsThatMakeNoGrid) {
  expect_refused({}, "found no key to sweep");
  expect_refused({"adc.bits"}, "found no KEY=VALUES");
  expect_refused({"adc.bits="}, "found an empty value");
  expect_refused({"adc.bits=4:8:0"}, "found a step of 0");
  expect_refused({"adc.bits=4:8:-2"}, "leads away from 8");
  expect_refused({"adc.bits=4,6", "adc.bits=8"}, "found the key adc.bits twice");
  expect_refused({"adc.bits=2:16:1", "seed=1:400:1"}, "found more than 4096 points");
}

TEST_F(SweepRefusalTest, KeysAndValuesTheScenarioDoesNotTake) {
  expect_refused({"adc.bist=4,6"}, "adc.bist: found an unknown key");
  expect_refused({"adc.bist=4,6"}, "did you mean adc.bits");
  expect_refused({"adc.bits=4,99"},
                 "adc.bits=4,99: adc.bits: found 99; allowed an integer, 2 .. 16");
  expect_refused({"adc.bits=4:6:0.5"}, "adc.bits: found 4.5; allowed an integer");
  expect_refused({"adc.type=sar,flahs"}, "did you mean flash");
  expect_refused({"device.sigma_die=0.1,0.10"}, "found the point device.sigma_die=0.1 twice");
  expect_refused({"adc.columns_per_adc=8,5000"}, "allowed at most crossbar.columns");
  expect_refused({"dac.bits=1,8", "--refit"}, "point 1 (dac.bits=8): dac.bits is 8");
}

TEST_F(SweepRefusalTest, KeysThatASweepCannotCompare) {
  expect_refused({"dies=0:10,0:20"}, "a range is FROM:TO:STEP");
  expect_refused({"dies=\"0:10\",\"0:20\""}, "all points judge the same dies");
  expect_refused({"name=a,b"}, "no result of a sweep depends on it");
  expect_refused({"expect.min_dies=0,1"}, "no result of a sweep depends on it");
  expect_refused({"fit.clusters=4,8"}, "--refit makes one for each point");
  expect_refused({"test_program=a,b", "--refit"}, "allowed without --refit");
  expect_refused({"seed=1,2", "--seed", "3"}, "--seed: seed: found among the swept keys too");
  expect_refused({"adc.bits=4,6", "--set", "adc.bits=8"},
                 "--set: adc.bits: found among the swept keys too");
}

TEST_F(SweepRefusalTest, ChipsTheTestProgramWasNotMadeFor) {
  expect_refused({"network=fashion_mlp,fashion_lenet"},
                 "point 1 (network=fashion_lenet): the test "
                 "program ");
  expect_refused({"network=fashion_mlp,fashion_lenet"}, "--refit makes a program for each point");
  expect_refused({"crossbar.mapping=differential,single-ended"},
                 "--refit makes a program for each point");
  expect_refused({"test_program=fashion_mlp_a,no_such"}, "there is no test program");
}

TEST_F(SweepRefusalTest, OptionsThatDoNotGoTogether) {
  write_file(scratch_ / "points.csv", "adc.bits\n4\n99\n");
  const std::string points = (scratch_ / "points.csv").string();
  expect_refused({"adc.bits=4", "--points", points}, "--points: found beside adc.bits=4");
  expect_refused({"--points", points}, "points.csv:3: adc.bits: found 99");
  expect_refused({"--points", (scratch_ / "none.csv").string()}, "found no such file of points");
  expect_refused({"adc.bits=4", "--engine", "slow"}, "--engine: found slow");
  expect_refused({"adc.bits=4", "--jobs", "0"}, "--jobs: found 0");
  expect_refused({"adc.bits=4", "--set", "data_dir=/nowhere"}, "data_dir");
}

TEST_F(SweepRefusalTest, PathsOfAFileOfPointsThatLeadOutside) {
  write_file(scratch_ / "points.csv", "network\n/etc/hostname.onnx\n");
  expect_refused({"--points", (scratch_ / "points.csv").string()},
                 "points.csv:2: network: found /etc/hostname.onnx; allowed what lies in");
}

TEST_F(SweepRefusalTest, WordsInThePlaceOfTheScenario) {
  EXPECT_NE(run_binary({"sweep"}).out.find("found no scenario; allowed `kintsugi sweep scenario "
                                           "[setting...]`"),
            std::string::npos);
  EXPECT_NE(run_binary({"sweep", "adc.bits=4,6"}).out.find("in the place of the scenario"),
            std::string::npos);
  EXPECT_NE(run_binary({"sweep", "reset"}).out.find("`./kintsugi sweep resets`"),
            std::string::npos);
  const Outcome o = run_binary({"sweep", "no_such", "adc.bits=4,6"});
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.out.find("found no such scenario"), std::string::npos) << o.out;
}

TEST_F(SweepRefusalTest, FoldersOfOthers) {
  const auto refused_in = [&](const std::string& folder, const Words& more,
                              const std::string& sentence) {
    Words args = more;
    args.insert(args.end(), {"--out", (scratch_ / folder).string()});
    const Outcome o = sweep(args);
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_NE(o.out.find(sentence), std::string::npos) << o.out << "lacks " << sentence;
  };
  std::filesystem::create_directory(scratch_ / "foreign");
  write_file(scratch_ / "foreign/thesis.tex", "words");
  refused_in("foreign", {"adc.bits=4"}, "found thesis.tex and no sweep of Kintsugi");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch_ / "foreign"), {}), 1);

  ASSERT_LE(run_binary({"run", "fashion_mlp", "--images", "50", "--dies", "0:1", "--engine", "fast",
                        "--quiet", "--out", (scratch_ / "run").string()})
                .status,
            1);
  refused_in("run", {"adc.bits=4"}, "and no sweep of Kintsugi");

  ASSERT_EQ(sweep({"adc.bits=4", "--out", (scratch_ / "sweep").string()}).status, 0);
  const std::string before = read_file(scratch_ / "sweep/sweep.sqlite");
  refused_in("sweep", {"adc.bits=4,6"}, "adc.bits is 4 there and 4, 6 here");
  refused_in("sweep", {"adc.bits=4", "--seed", "9"}, "seed is 7 there and 9 here");
  refused_in("sweep", {"adc.bits=4", "--engine", "cosim"}, "engine is fast there and cosim here");
  EXPECT_EQ(read_file(scratch_ / "sweep/sweep.sqlite"), before);
  const Outcome run = run_binary({"run", "fashion_mlp", "--images", "50", "--dies", "0:1",
                                  "--engine", "fast", "--out", (scratch_ / "sweep").string()});
  EXPECT_EQ(run.status, 2);
  EXPECT_NE(run.out.find("no results of Kintsugi"), std::string::npos) << run.out;

  write_file(scratch_ / "sweep/sweep.sqlite", "words");
  refused_in("sweep", {"adc.bits=4"}, "it is not an SQLite database");
}

TEST_F(SweepRefusalTest, AFolderInUse) {
  std::filesystem::create_directory(scratch_ / "held");
  const FolderLock lock(scratch_ / "held");
  const Outcome o = sweep({"adc.bits=4", "--out", (scratch_ / "held").string()});
  EXPECT_EQ(o.status, 2);
  EXPECT_NE(o.out.find("another run is writing to this folder"), std::string::npos) << o.out;
}

}  // namespace
}  // namespace kintsugi
