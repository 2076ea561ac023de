// Workers of a real run, killed and stopped from outside.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "testbench/tests/end_to_end/binary.h"

namespace kintsugi {
namespace {

using Args = std::vector<std::string>;

#define EXPECT_SAYS(text, words) EXPECT_NE(text.find(words), std::string::npos) << text

std::set<pid_t> children_of(pid_t pid) {
  const std::string number = std::to_string(pid);
  std::ifstream list("/proc/" + number + "/task/" + number + "/children");
  std::set<pid_t> children;
  for (pid_t child = 0; list >> child;) children.insert(child);
  return children;
}

// Sends `signal` to the first `count` workers of a process, one after the other.
void hit_workers(pid_t parent, int signal, size_t count) {
  std::set<pid_t> hit;
  while (hit.size() < count) {
    for (const pid_t worker : children_of(parent)) {
      if (hit.size() < count && hit.count(worker) == 0 && kill(worker, signal) == 0) {
        hit.insert(worker);
      }
    }
    if (kill(parent, 0) != 0) break;
    usleep(200);
  }
}

// Six dies one after the other, slow enough to be hit.
class LostWorker : public ::testing::Test {
 protected:
  Outcome run(const std::string& name, const Args& more = {},
              const std::function<void(pid_t)>& meanwhile = {}) {
    Args args = {"run",
                 "fashion_mlp",
                 "--images",
                 "2000",
                 "--engine",
                 "fast",
                 "--dies",
                 "0:6",
                 "--jobs",
                 "1",
                 "--quiet",
                 "--out",
                 (scratch_ / name).string()};
    args.insert(args.end(), more.begin(), more.end());
    return run_binary(args, meanwhile);
  }
  void expect_same_bytes(const std::string& a, const std::string& b) {
    for (const char* file : {"dies.csv", "summary.json", "junit.xml", "parts.csv", "report.html"}) {
      EXPECT_EQ(read_file(scratch_ / a / file), read_file(scratch_ / b / file)) << file;
    }
  }
  ScratchFolder scratch_;
};

TEST_F(LostWorker, IsReplacedAndTheRunIsTheSame) {
  const int whole = run("whole").status;
  const Outcome killed = run("killed", {}, [](pid_t parent) { hit_workers(parent, SIGKILL, 1); });
  EXPECT_EQ(killed.status, whole) << killed.out;
  EXPECT_SAYS(killed.out, "kintsugi: die 0: try 1, after ");
  EXPECT_SAYS(killed.out, "s: worker process was ended by signal 9");
  expect_same_bytes("whole", "killed");
}

TEST_F(LostWorker, ThatHangsIsKilledAndReplaced) {
  const int whole = run("whole").status;
  const Outcome stopped =
      run("stopped", {"--die-timeout", "3"}, [](pid_t parent) { hit_workers(parent, SIGSTOP, 1); });
  EXPECT_EQ(stopped.status, whole) << stopped.out;
  EXPECT_SAYS(stopped.out, "s: worker process gave no answer in time");
  expect_same_bytes("whole", "stopped");
}

TEST_F(LostWorker, TwiceMakesAFailedDieThatTheNextRunTriesAgain) {
  run("whole");
  const Outcome lost = run("lost", {}, [](pid_t parent) { hit_workers(parent, SIGKILL, 2); });
  EXPECT_EQ(lost.status, 1) << lost.out;
  const std::string message = "worker process was ended by signal 9; failed/die_0.log says more";
  EXPECT_SAYS(lost.out, "kintsugi: die 0: " + message);
  EXPECT_SAYS(lost.out, "dies without a result: 1; the same command tries them again");
  EXPECT_SAYS(read_file(scratch_ / "lost/failed/die_0.log"), "try 2, after ");
  EXPECT_SAYS(read_file(scratch_ / "lost/dies.csv"), message);
  EXPECT_SAYS(read_file(scratch_ / "lost/junit.xml"), "<failure message=\"" + message + "\"/>");
  const auto summary = nlohmann::json::parse(read_file(scratch_ / "lost/summary.json"));
  EXPECT_EQ(summary.at("dies"), 5);
  EXPECT_EQ(summary.at("failed_dies"), 1);

  const Outcome again = run("lost");
  expect_same_bytes("whole", "lost");
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "lost/failed/die_0.log"));
}

TEST_F(LostWorker, OfEveryDieLeavesNothingToSumUp) {
  run("whole");
  const Outcome late = run("late", {"--die-timeout", "0.001"});
  EXPECT_EQ(late.status, 1) << late.out;
  EXPECT_SAYS(late.out, "kintsugi: die 5: worker process gave no answer in time; failed/die_5.log");
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "late/summary.json"));
  run("late");
  expect_same_bytes("whole", "late");
}

TEST_F(LostWorker, NonsenseInPlaceOfATimeIsRefused) {
  for (const char* time : {"-1", "nan"}) {
    const Outcome o = run("r", {"--die-timeout", time});
    EXPECT_EQ(o.status, 2) << o.out;
    EXPECT_SAYS(o.out, "--die-timeout: found ");
  }
}

}  // namespace
}  // namespace kintsugi
