// Text for a line that is pasted into a shell.
#pragma once

#include <string>

namespace kintsugi {

// `text` as one word of a POSIX shell.
std::string shell_word(const std::string& text);

}  // namespace kintsugi
