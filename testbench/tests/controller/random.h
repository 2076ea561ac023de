// Integers by seed, for programs of tests.
#pragma once

#include <cstdint>
#include <random>

namespace kintsugi::controller_test {

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  int between(int least, int most) {
    return least + static_cast<int>(engine_() % static_cast<uint32_t>(most - least + 1));
  }
  bool one_in(int n) { return between(1, n) == 1; }
  uint32_t word() { return static_cast<uint32_t>(engine_()); }

 private:
  std::mt19937 engine_;
};

}  // namespace kintsugi::controller_test
