#include "testbench/report/xml_text.h"

#include "testbench/scenario/utf8.h"

namespace kintsugi {

std::string xml_text(const std::string& text) {
  std::string out;
  for (size_t at = 0, bytes = 0; at < text.size(); at += bytes) {
    const Utf8Character character = utf8_character(text, at);
    bytes = character.bytes;
    switch (character.value) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case kNoCharacter:
      case 0xFFFE:
      case 0xFFFF:
        out += "\xEF\xBF\xBD";
        break;
      default:
        out += is_control(character.value) ? " " : text.substr(at, bytes);
    }
  }
  return out;
}

}  // namespace kintsugi
