// Files that are either the old ones or the new ones, never half of each.
#pragma once

#include <filesystem>
#include <string>

namespace kintsugi {

// Writes `text` to `path` through a temporary file beside it and a rename. Throws UserError when
// the file cannot be written; the old file, if any, is then still there.
void write_file_atomically(const std::filesystem::path& path, const std::string& text);

}  // namespace kintsugi
