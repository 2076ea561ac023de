// Where a training run keeps what it leaves on its way.
#pragma once

#include <filesystem>

namespace kintsugi {

struct CheckpointFile {
  std::filesystem::path path;           // empty: none
  bool resume = false;                  // go on from `path` if there is such a file
  std::filesystem::path float_network;  // ONNX file written behind the float phase; empty: none
};

}  // namespace kintsugi
