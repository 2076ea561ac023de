// Reads a TOML file of the project.
#pragma once

#include <fmt/format.h>
#include <toml++/toml.h>

#include <filesystem>

#include "models/core/error.h"

namespace kintsugi {

// Throws UserError with file and line when it is no TOML.
inline toml::table read_toml(const std::filesystem::path& file) {
  try {
    return toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw UserError(
        fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
}

}  // namespace kintsugi
