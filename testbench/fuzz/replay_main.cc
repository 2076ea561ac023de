// Stands in for libFuzzer where there is only GCC: every file of the given folders as it is, and
// MUTANTS changed ones of each, always the same. Usage: fuzz_NAME MUTANTS FOLDER...
#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "testbench/fuzz/input.h"

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<uint8_t>;

Bytes bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Whole numbers below `count`, or 0.
class Draws {
 public:
  size_t below(size_t count) { return count == 0 ? 0 : engine_() % count; }

 private:
  std::mt19937_64 engine_{1};
};

void change(Bytes& bytes, const Bytes& other, Draws& draws) {
  constexpr uint8_t kTelling[] = {0, 1, 0x7f, 0x80, 0xff, '"', '\n', ',', '-', '9', '[', '}'};
  const size_t at = draws.below(bytes.size());
  const size_t some = draws.below(std::min<size_t>(bytes.size() - at, 64)) + 1;
  const auto place = bytes.begin() + static_cast<std::ptrdiff_t>(at);
  const auto end = place + static_cast<std::ptrdiff_t>(std::min(some, bytes.size() - at));
  switch (draws.below(6)) {
    case 0:
      if (!bytes.empty()) bytes[at] ^= static_cast<uint8_t>(1U << draws.below(8));
      break;
    case 1:
      if (!bytes.empty()) bytes[at] = kTelling[draws.below(std::size(kTelling))];
      break;
    case 2:
      bytes.erase(place, end);
      break;
    case 3:
      bytes.resize(at);
      break;
    case 4: {
      const Bytes twice(place, end);
      bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), twice.begin(), twice.end());
      break;
    }
    default: {
      const size_t from = draws.below(other.size());
      const size_t count = std::min(some, other.size() - from);
      const auto first = other.begin() + static_cast<std::ptrdiff_t>(from);
      bytes.insert(place, first, first + static_cast<std::ptrdiff_t>(count));
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s MUTANTS FOLDER...\n", argv[0]);
    return 2;
  }
  const size_t mutants = std::strtoul(argv[1], nullptr, 10);
  std::vector<fs::path> files;
  for (int i = 2; i < argc; ++i) {
    for (const auto& entry : fs::directory_iterator(argv[i])) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Bytes> inputs;
  for (const fs::path& file : files) inputs.push_back(bytes_of(file));
  Draws draws;
  size_t run = 0;
  for (size_t i = 0; i < inputs.size(); ++i) {
    LLVMFuzzerTestOneInput(inputs[i].data(), inputs[i].size());
    ++run;
    for (size_t m = 0; m < mutants; ++m, ++run) {
      Bytes bytes = inputs[i];
      const size_t changes = draws.below(4) + 1;
      for (size_t c = 0; c < changes; ++c) change(bytes, inputs[draws.below(inputs.size())], draws);
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    }
  }
  std::printf("%zu inputs, of %zu files\n", run, inputs.size());
  return inputs.empty() ? 1 : 0;
}
