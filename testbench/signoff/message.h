// What went wrong, in one line: from what programs print, and made equal where only numbers differ.
#pragma once

#include <string>

namespace kintsugi::signoff {

std::string first_line(const std::string& text);

// The last line that is not empty.
std::string last_line(const std::string& text);

// The sentence of a failure in a test's output: GoogleTest's first failure, else a line that speaks
// of one, else the last line.
std::string failure_message(const std::string& output);

// The message without what changes from seed to seed: numbers, addresses, paths.
std::string normalised(const std::string& message);

}  // namespace kintsugi::signoff
