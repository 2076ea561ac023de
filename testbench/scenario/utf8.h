// Text from outside, a character at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace kintsugi {

struct Utf8Character {
  char32_t value;
  size_t bytes;
};
constexpr char32_t kNoCharacter = 0xFFFD;  // what stands for a byte that is no UTF-8

// The character that begins at `at`; kNoCharacter, of one byte, where none does (RFC 3629).
inline Utf8Character utf8_character(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) -> char32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  char32_t value = lead & (0x7FU >> bytes);
  bool valid = lead >= 0xC2 && lead <= 0xF4;
  for (size_t i = 1; i < bytes; ++i) {
    valid = valid && (byte(i) & 0xC0U) == 0x80;
    value = value << 6 | (byte(i) & 0x3FU);
  }
  const char32_t least = bytes == 4 ? 0x10000 : bytes == 3 ? 0x800 : 0x80;
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  valid = valid && value >= least && value <= 0x10FFFF && !surrogate;
  return valid ? Utf8Character{value, bytes} : Utf8Character{kNoCharacter, 1};
}

// Controls, line ends, and what turns the direction of the text after it round.
inline bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
}

}  // namespace kintsugi
