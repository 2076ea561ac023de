#include "testbench/signoff/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <set>
#include <vector>

#include "testbench/own_controller/tool.h"
#include "testbench/signoff/message.h"

namespace kintsugi::signoff {
namespace {

namespace fs = std::filesystem;

// FNV-1a: it tells changes, not attacks.
class Digest {
 public:
  void add(const char* bytes, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      value_ = (value_ ^ static_cast<unsigned char>(bytes[i])) * 0x100000001b3U;
    }
  }
  void add(const std::string& text) { add(text.c_str(), text.size() + 1); }
  std::string text() const { return fmt::format("{:016x}", value_); }

 private:
  uint64_t value_ = 0xcbf29ce484222325U;
};

std::vector<fs::path> source_files(const fs::path& root, const fs::path& out) {
  static const std::set<std::string> kOthers = {"build", "results", ".git", ".cache"};
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    const bool other = entry.depth() == 0 && kOthers.count(entry->path().filename()) != 0;
    if (other || entry->path() == out) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      files.push_back(entry->path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::string digest_of_sources(const fs::path& root, const fs::path& out) {
  Digest digest;
  std::array<char, 1 << 16> buffer;
  for (const fs::path& file : source_files(root, out)) {
    digest.add(file.lexically_relative(root).string());
    std::ifstream stream(file, std::ios::binary);
    while (stream.read(buffer.data(), buffer.size()), stream.gcount() > 0) {
      digest.add(buffer.data(), static_cast<size_t>(stream.gcount()));
    }
  }
  return digest.text();
}

std::string digest_of_text(const std::string& text) {
  Digest digest;
  digest.add(text);
  return digest.text();
}

std::string commit_of(const fs::path& root) {
  const ToolResult commit = run_tool({"git", "rev-parse", "--short=12", "HEAD"}, root);
  if (commit.status != 0) return "unknown";
  const ToolResult changes = run_tool({"git", "status", "--porcelain"}, root);
  return first_line(commit.output) + (changes.output.empty() ? "" : " with changes");
}

}  // namespace kintsugi::signoff
