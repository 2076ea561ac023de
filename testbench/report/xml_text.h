// Text inside XML, SVG and HTML.
#pragma once

#include <string>

namespace kintsugi {

// `text` as content or attribute value (XML 1.0, 2.2 to 2.4): markup and line ends escaped, other
// control characters, of which XML has none, as blanks.
std::string xml_text(const std::string& text);

}  // namespace kintsugi
