#include "testbench/signoff/message.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace kintsugi::signoff {
namespace {

constexpr size_t kLongest = 400;

std::string trimmed(const std::string& text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  const size_t end = text.find_last_not_of(" \t\r\n");
  return text.substr(begin, std::min(end - begin + 1, kLongest));
}

// The lines behind ": Failure" up to an empty one or GoogleTest's next word, as one.
std::string googletest_failure(const std::string& output) {
  const size_t failure = output.find(": Failure\n");
  if (failure == std::string::npos) return "";
  std::istringstream lines(output.substr(failure + 10));
  std::string message;
  for (std::string line; std::getline(lines, line);) {
    const std::string words = trimmed(line);
    if (words.empty() || words.rfind("[  ", 0) == 0) break;
    message += (message.empty() ? "" : " ") + words;
  }
  return trimmed(message);
}

}  // namespace

std::string first_line(const std::string& text) {
  const std::string words = trimmed(text);
  return words.substr(0, words.find('\n'));
}

std::string last_line(const std::string& text) {
  const size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return "";
  const size_t begin = text.rfind('\n', end);
  return trimmed(text.substr(begin == std::string::npos ? 0 : begin + 1));
}

std::string failure_message(const std::string& output) {
  const std::string told = googletest_failure(output);
  if (!told.empty()) return told;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    for (const char* word : {"FAIL", "rror", "MISSED", "mismatch", "not caught"}) {
      if (line.find(word) != std::string::npos) return trimmed(line);
    }
  }
  const std::string last = last_line(output);
  return last.empty() ? "it said nothing" : last;
}

std::string normalised(const std::string& message) {
  static const std::regex path(R"((/[\w.+-]+){2,}/?)");
  static const std::regex number(R"(0x[0-9A-Fa-f]+|\d+'h[0-9a-f]+|\d[\d.,]*)");
  return std::regex_replace(std::regex_replace(message, path, "PATH"), number, "N");
}

}  // namespace kintsugi::signoff
