// Where a training run keeps its checkpoint.
#pragma once

#include <filesystem>

namespace kintsugi {

struct CheckpointFile {
  std::filesystem::path path;  // empty: none
  bool resume = false;         // go on from `path` if there is such a file
};

}  // namespace kintsugi
