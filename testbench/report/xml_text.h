// Text inside XML, SVG and HTML.
#pragma once

#include <string>

namespace kintsugi {

// `text` as content or as a value between double quotes (XML 1.0, 2.2 to 2.4): markup and line ends
// escaped; other control characters as blanks, what is no character as U+FFFD.
std::string xml_text(const std::string& text);

}  // namespace kintsugi
