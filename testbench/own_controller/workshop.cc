#include "testbench/own_controller/workshop.h"

#include <fmt/format.h>
#include <unistd.h>

#include "models/core/error.h"
#include "testbench/scenario/paths.h"

namespace kintsugi {

namespace fs = std::filesystem;

std::string Digest::hex() const { return fmt::format("{:016x}", hash_); }

fs::path place_of(const std::string& digest) {
  return project_root() / "build" / "controllers" / digest;
}

Workshop::Workshop(const fs::path& place) : path_(place.string() + "." + std::to_string(getpid())) {
  fs::create_directories(path_);
}

Workshop::~Workshop() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Workshop::move_to(const fs::path& place) const {
  std::error_code taken;
  fs::rename(path_, place, taken);
  if (!fs::exists(place / kLibrary)) {
    throw UserError(fmt::format("{}: cannot be written: {}", place.string(), taken.message()));
  }
}

}  // namespace kintsugi
