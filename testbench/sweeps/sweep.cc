#include "testbench/sweeps/sweep.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

namespace kintsugi {

void try_point(SweepResult& result, const std::string& point, const std::function<void()>& work) {
  testing::TestPartResultArray parts;
  std::string sentence;
  {
    testing::ScopedFakeTestPartResultReporter reporter(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &parts);
    try {
      work();
    } catch (const std::exception& error) {
      sentence = error.what();
    }
  }
  for (int i = 0; i < parts.size() && sentence.empty(); ++i) {
    if (parts.GetTestPartResult(i).failed()) sentence = parts.GetTestPartResult(i).message();
  }
  if (sentence.empty()) return;
  ++result.failed;
  if (result.failures.size() < 10) result.failures.push_back(point + ": " + sentence);
}

}  // namespace kintsugi
