#include "testbench/population/fork_pool.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <map>
#include <stdexcept>

namespace kintsugi {
namespace {

const auto kNeverStop = [] { return false; };

TEST(ForkPool, HandsBackTheAnswerOfEveryItem) {
  std::map<uint32_t, std::string> answers;
  const bool finished = run_forked(
      {1, 2, 3, 4, 5}, 2, [](uint32_t i) { return std::string(10000 * i, 'x'); },
      [&](const ForkResult& r) { answers[r.item] = r.text; }, kNeverStop);
  EXPECT_TRUE(finished);
  ASSERT_EQ(answers.size(), 5U);
  for (const auto& [item, text] : answers) EXPECT_EQ(text.size(), 10000U * item);
}

TEST(ForkPool, WorkThatThrowsIsReportedWithItsSentence) {
  std::string text;
  run_forked(
      {7}, 1, [](uint32_t) -> std::string { throw std::runtime_error("no such die"); },
      [&](const ForkResult& r) {
        EXPECT_FALSE(r.ok);
        text = r.text;
      },
      kNeverStop);
  EXPECT_EQ(text, "no such die");
}

TEST(ForkPool, WorkerThatIsKilledIsReportedAndTheOthersGoOn) {
  std::map<uint32_t, bool> ok;
  run_forked(
      {1, 2, 3}, 1,
      [](uint32_t i) -> std::string {
        if (i == 2) kill(getpid(), SIGKILL);
        return "done";
      },
      [&](const ForkResult& r) { ok[r.item] = r.ok; }, kNeverStop);
  EXPECT_EQ(ok, (std::map<uint32_t, bool>{{1, true}, {2, false}, {3, true}}));
}

TEST(ForkPool, StopLeavesWhatWasFinishedAndStartsNothingMore) {
  int done = 0;
  const bool finished = run_forked(
      {1, 2, 3, 4}, 1, [](uint32_t) { return std::string("done"); },
      [&](const ForkResult&) { ++done; }, [&] { return done >= 2; });
  EXPECT_FALSE(finished);
  EXPECT_EQ(done, 2);
}

TEST(ForkPool, WorkThatComesUpWithResultsIsDoneAsItComes) {
  std::vector<uint32_t> waiting = {1};
  std::vector<uint32_t> order;
  const bool finished = run_forked(
      [&]() -> std::optional<uint32_t> {
        if (waiting.empty()) return std::nullopt;
        const uint32_t item = waiting.back();
        waiting.pop_back();
        return item;
      },
      2, [](uint32_t i) { return std::to_string(i); },
      [&](const ForkResult& r) {
        order.push_back(r.item);
        if (r.item < 4) waiting.push_back(r.item + 1);
      },
      kNeverStop);
  EXPECT_TRUE(finished);
  EXPECT_EQ(order, (std::vector<uint32_t>{1, 2, 3, 4}));
}

TEST(ForkPool, StopBehindTheLastItemStopsNothing) {
  int done = 0;
  EXPECT_TRUE(run_forked(
      {1, 2}, 2, [](uint32_t) { return std::string("done"); }, [&](const ForkResult&) { ++done; },
      [&] { return done == 2; }));
  EXPECT_EQ(done, 2);
}

}  // namespace
}  // namespace kintsugi
