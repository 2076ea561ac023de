#include "testbench/report/interrupt.h"

#include <gtest/gtest.h>

#include <csignal>

namespace kintsugi {
namespace {

TEST(InterruptGuard, TheFirstSignalIsOnlyNoted) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const InterruptGuard guard;
    EXPECT_FALSE(interrupted()) << "an earlier guard's signal is forgotten";
    std::raise(signal);
    EXPECT_TRUE(interrupted());
  }
}

TEST(InterruptGuard, TheSecondSignalEndsTheProcess) {
  EXPECT_EXIT(
      {
        const InterruptGuard guard;
        std::raise(SIGINT);
        std::raise(SIGINT);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

TEST(InterruptGuard, GivesTheSignalBack) {
  { const InterruptGuard guard; }
  EXPECT_EXIT(std::raise(SIGTERM), ::testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace kintsugi
