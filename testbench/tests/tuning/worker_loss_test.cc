// Workers that die or hang: real ones.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "testbench/population/fork_pool.h"
#include "testbench/tests/population/temporary_folder.h"

namespace kintsugi {
namespace {

namespace fs = std::filesystem;

const auto kGoOn = [] { return false; };
constexpr TimeLimit kShort = {0.5, 0.5, 0.0};

void hang() {
  for (;;) pause();
}

// True in the first process that asks, over all processes.
bool first_time(const fs::path& mark) {
  if (fs::exists(mark)) return false;
  std::ofstream{mark};
  return true;
}

std::vector<ForkResult> results_of(const std::vector<uint32_t>& items, const Workers& workers,
                                   const std::function<std::string(uint32_t)>& work) {
  std::vector<ForkResult> results;
  run_forked(
      items, workers, work, [&](const ForkResult& r) { results.push_back(r); }, kGoOn);
  return results;
}

struct Loss {
  const char* name;
  void (*happen)();
  const char* text;
};

class WorkerLoss : public ::testing::TestWithParam<Loss> {
 protected:
  TemporaryFolder folder_;
};

TEST_P(WorkerLoss, IsFollowedByASecondTry) {
  const auto results = results_of({7}, patient_workers(1, kShort), [&](uint32_t) -> std::string {
    if (first_time(folder_.path() / "mark")) GetParam().happen();
    return "whole";
  });
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(results[0].ok);
  EXPECT_EQ(results[0].text, "whole");
  EXPECT_EQ(results[0].log.rfind("try 1, after ", 0), 0U) << results[0].log;
  EXPECT_NE(results[0].log.find(GetParam().text), std::string::npos) << results[0].log;
}

TEST_P(WorkerLoss, OfBothTriesIsAFailureWithWhatTheyWrote) {
  const auto results = results_of({1, 2, 3}, patient_workers(2, kShort), [&](uint32_t i) {
    if (i != 2) return std::string("whole");
    std::fputs("last words\n", stderr);
    GetParam().happen();
    return std::string("never");
  });
  ASSERT_EQ(results.size(), 3U);
  for (const ForkResult& result : results) {
    EXPECT_EQ(result.ok, result.item != 2);
    if (result.item != 2) continue;
    EXPECT_EQ(result.text, GetParam().text);
    const size_t second = result.log.find("try 2, after ");
    ASSERT_NE(second, std::string::npos) << result.log;
    EXPECT_LT(result.log.find("last words\n"), second);
    EXPECT_NE(result.log.find("last words\n", second), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Ways, WorkerLoss,
    ::testing::Values(Loss{"Abort", [] { std::abort(); }, "worker process was ended by signal 6"},
                      Loss{"Fault", [] { signal(SIGSEGV, SIG_DFL), raise(SIGSEGV); },
                           "worker process was ended by signal 11"},
                      Loss{"Kill", [] { raise(SIGKILL); }, "worker process was ended by signal 9"},
                      Loss{"Exit", [] { _exit(3); }, "worker process ended with status 3"},
                      Loss{"Leave", [] { _exit(0); }, "worker process ended with status 0"},
                      Loss{"Hang", hang, "worker process gave no answer in time"},
                      Loss{"Stop", [] { raise(SIGSTOP); },
                           "worker process gave no answer in time"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ForkPool, WorkThatThrowsIsNotTriedAgain) {
  const auto results = results_of({1}, patient_workers(1), [](uint32_t) -> std::string {
    throw std::runtime_error("no such die");
  });
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].text, "no such die");
  EXPECT_EQ(results[0].log.find("try 2"), std::string::npos);
}

TEST(ForkPool, AWorkerThatNeverStopsWritingFillsNoMemory) {
  const auto results = results_of({1}, patient_workers(1), [](uint32_t) -> std::string {
    const std::string line(4096, 'x');
    for (int i = 0; i < 1000; ++i) std::fputs(line.c_str(), stderr);
    std::abort();
  });
  ASSERT_EQ(results.size(), 1U);
  EXPECT_GT(results[0].log.size(), 1U << 20);
  EXPECT_LT(results[0].log.size(), 3U << 20);
}

TEST(ForkPool, WhatAGoodWorkerWritesOnStderrComesOut) {
  ::testing::internal::CaptureStderr();
  results_of({1}, patient_workers(1), [](uint32_t) -> std::string {
    std::fputs("a warning\n", stderr);
    return "";
  });
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "a warning\n");
}

// Item 2 is killed while it writes: `done` of item 1, during which nobody reads, does it.
TEST(ForkPool, HalfAnAnswerIsNone) {
  const TemporaryFolder folder;
  const fs::path number = folder.path() / "pid";
  std::string answer;
  int tries = 1;
  run_forked(
      {1, 2}, patient_workers(2),
      [&](uint32_t item) -> std::string {
        if (item == 2) {
          std::ofstream(number.string() + ".new") << getpid();
          fs::rename(number.string() + ".new", number);
          return std::string(1 << 24, 'x');
        }
        while (!fs::exists(number)) usleep(1000);
        return "";
      },
      [&](const ForkResult& r) {
        pid_t pid = 0;
        if (r.item == 2) {
          EXPECT_TRUE(r.ok);
          answer = r.text;
          tries += r.log.empty() ? 0 : 1;
        } else if (std::ifstream(number) >> pid) {
          kill(pid, SIGKILL);
        }
      },
      kGoOn);
  EXPECT_EQ(answer.size(), size_t{1} << 24);
  EXPECT_EQ(tries, 2);
}

// Of a parent in a process of its own, which starts a worker that hangs; the worker's number.
pid_t hanging_worker(const fs::path& number, pid_t* parent, const Workers& workers) {
  *parent = fork();
  if (*parent == 0) {
    results_of({1}, workers, [&](uint32_t) -> std::string {
      std::ofstream(number.string() + ".new") << getpid();
      fs::rename(number.string() + ".new", number);
      while (!fs::exists(number.string() + ".go")) usleep(1000);
      return "";
    });
    _exit(fs::exists(number.string() + ".go") ? 0 : 1);
  }
  while (!fs::exists(number)) usleep(1000);
  pid_t worker = 0;
  std::ifstream(number) >> worker;
  return worker;
}

TEST(ForkPool, NoWorkerOutlivesAParentThatIsKilled) {
  const TemporaryFolder folder;
  prctl(PR_SET_CHILD_SUBREAPER, 1);  // orphans come to this process
  pid_t parent = 0;
  const pid_t worker = hanging_worker(folder.path() / "pid", &parent, 1);
  kill(parent, SIGKILL);
  int status = 0;
  EXPECT_EQ(waitpid(parent, &status, 0), parent);
  EXPECT_EQ(waitpid(worker, &status, 0), worker);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

// As Ctrl-Z and fg: both are stopped for longer than the limit, of which a second at most counts.
TEST(ForkPool, TimeInWhichEverythingIsStoppedDoesNotCount) {
  const TemporaryFolder folder;
  Workers workers(1);
  workers.limit = {3.0, 3.0, 0.0};
  pid_t parent = 0;
  const pid_t worker = hanging_worker(folder.path() / "pid", &parent, workers);
  for (const pid_t pid : {parent, worker}) kill(pid, SIGSTOP);
  usleep(3'200'000);
  for (const pid_t pid : {parent, worker}) kill(pid, SIGCONT);
  std::ofstream{folder.path() / "pid.go"};
  int status = 0;
  waitpid(parent, &status, 0);
  EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
}

TEST(ForkPool, TheLimitFollowsTheSlowestThatCameBack) {
  Workers workers(1);
  workers.limit = {60.0, 0.1, 20.0};
  const auto results = results_of({1, 2}, workers, [](uint32_t item) -> std::string {
    if (item == 2) hang();
    usleep(10'000);
    return "";
  });
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[1].text, "worker process gave no answer in time");
}

}  // namespace
}  // namespace kintsugi
