// A memory of the controller: words and what their parity bits say of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kintsugi {

// Depth is fixed at construction; words begin as 0 with right parity.
template <class Word>
class ParityMemory {
 public:
  explicit ParityMemory(int words)
      : words_(static_cast<size_t>(words)), bad_(static_cast<size_t>(words)) {}

  size_t size() const { return words_.size(); }
  Word operator[](size_t word) const { return words_[word]; }
  Word at(size_t word) const { return words_.at(word); }

  // The parity bit differs from the exclusive or of the data bits.
  bool bad(size_t word) const { return bad_[word] != 0; }

  // `inverted`: bit 0 is stored inverted under the parity of `value`.
  void write(size_t word, Word value, bool inverted = false) {
    words_[word] = inverted ? value ^ Word { 1 } : value;
    bad_[word] = inverted ? 1 : 0;
  }

 private:
  std::vector<Word> words_;
  std::vector<uint8_t> bad_;
};

}  // namespace kintsugi
