#include "testbench/report/progress.h"

#include <gtest/gtest.h>

#include <sstream>
#include <thread>
#include <vector>

namespace kintsugi {
namespace {

// Time stands still unless a test moves it.
class ProgressTest : public ::testing::Test {
 protected:
  Progress::Clock clock() {
    return [this] { return now_; };
  }
  double now_ = 100.0;
  std::ostringstream out_;
};

TEST_F(ProgressTest, LinesComeEveryFewSecondsWithRateAndTimeLeft) {
  Progress progress("dies", 100, Progress::Style::Lines, 0, out_, clock());
  now_ += 1.0;
  progress.advance();
  EXPECT_EQ(out_.str(), "") << "too early for a line";
  now_ += 9.0;
  progress.advance(19);
  EXPECT_EQ(out_.str(), "20 of 100 dies, 2 dies/s, 40 s left\n");
}

TEST_F(ProgressTest, DiesOfAnEarlierRunDoNotCountTowardsTheRate) {
  Progress progress("dies", 100, Progress::Style::Lines, 50, out_, clock());
  now_ += 10.0;
  progress.advance(10);
  EXPECT_EQ(out_.str(), "60 of 100 dies, 1 dies/s, 40 s left\n");
}

TEST_F(ProgressTest, TheBarIsRedrawnInPlace) {
  Progress progress("dies", 4, Progress::Style::Bar, 0, out_, clock());
  now_ += 1.0;
  progress.advance(2);
  EXPECT_EQ(out_.str(), "\r[============            ] 2 of 4 dies, 2 dies/s, 1 s left\x1b[K");
}

TEST_F(ProgressTest, EndsWithWhatWasDone) {
  {
    Progress progress("dies", 9000, Progress::Style::Lines, 0, out_, clock());
    now_ += 1.0;
    progress.advance(7);
    now_ += 3724.0;
  }
  EXPECT_EQ(out_.str(), "7 of 9000 dies in 1 h 02 min\n");
}

TEST_F(ProgressTest, SilenceIsSilent) {
  {
    Progress progress("dies", 9, Progress::Style::Silent, 0, out_, clock());
    now_ += 100.0;
    progress.advance(9);
  }
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(Progress::style(true), Progress::Style::Silent);
}

TEST_F(ProgressTest, ThreadsMayAdvanceTogether) {
  {
    Progress progress("dies", 4000, Progress::Style::Lines, 0, out_, clock());
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) progress.advance();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(out_.str(), "4000 of 4000 dies in 0 s\n");
}

}  // namespace
}  // namespace kintsugi
