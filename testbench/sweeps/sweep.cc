#include "testbench/sweeps/sweep.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace kintsugi {
namespace {

// A point ends with its first failure, which goes to nobody else.
class Thrower final : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (result.failed()) throw std::runtime_error(result.message());
  }
};

void throw_failures() {
  static const bool installed = [] {
    testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new Thrower);
    return true;
  }();
  (void)installed;
}

}  // namespace

void try_point(SweepResult& result, const std::string& point, const std::function<void()>& work) {
  constexpr size_t kMostSentences = 10;
  throw_failures();
  try {
    work();
  } catch (const std::exception& error) {
    ++result.failed;
    if (result.failures.size() < kMostSentences) {
      result.failures.push_back(point + ": " + error.what());
    }
  }
}

}  // namespace kintsugi
