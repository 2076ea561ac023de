// A reader of SAIF files for tests: nested lists of words, then nets by their path.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace kintsugi {

// A list, or a word when `items` is empty and `word` is not.
struct SaifNode {
  std::string word;
  std::vector<SaifNode> items;
  // The first list whose first word is `key`; throws std::runtime_error when there is none.
  const SaifNode& at(const std::string& key) const;
};

// Throws std::runtime_error for parentheses that do not match.
SaifNode parse_saif(const std::string& text);

struct SaifNet {
  int64_t t0 = 0;
  int64_t t1 = 0;
  int64_t tx = 0;
  int64_t toggles = 0;
};

struct Saif {
  int64_t duration = 0;
  std::map<std::string, SaifNet> nets;  // "chip/layer0_conv1/tile0/word_line[3]"
};
Saif read_saif(const std::string& text);

}  // namespace kintsugi
