// What a sign-off is about.
#pragma once

#include <filesystem>
#include <string>

namespace kintsugi::signoff {

// 64 bits over names and contents of every file of the repository but results, build folders, what
// version control keeps for itself and the folder `out`: 16 hexadecimal digits.
std::string digest_of_sources(const std::filesystem::path& root, const std::filesystem::path& out);

std::string digest_of_text(const std::string& text);

// "3f2a9c1 with changes", or "unknown" outside of version control.
std::string commit_of(const std::filesystem::path& root);

}  // namespace kintsugi::signoff
