#include "testbench/report/atomic_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>

#include "models/core/error.h"

namespace kintsugi {

void write_file_atomically(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path temporary = path.string() + ".tmp";
  std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
  stream << text;
  stream.close();
  std::error_code error;
  if (stream) {
    std::filesystem::rename(temporary, path, error);
    if (!error) return;
  } else {
    error = {errno, std::generic_category()};
  }
  std::error_code ignored;
  std::filesystem::remove(temporary, ignored);
  throw UserError(
      fmt::format("{}: cannot write this file ({}); choose a folder with space that "
                  "you may write to",
                  path.string(), error.message()));
}

}  // namespace kintsugi
