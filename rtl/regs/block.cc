#include "rtl/regs/block.h"

#include <cctype>
#include <stdexcept>

namespace kintsugi::regs_gen {
namespace {

// CSR -> Csr, csr -> Csr; a part of mixed case is a name already.
std::string capitalised(const std::string& part) {
  bool lower = false;
  bool upper = false;
  for (const char c : part) {
    lower = lower || std::islower(static_cast<unsigned char>(c));
    upper = upper || std::isupper(static_cast<unsigned char>(c));
  }
  if (lower && upper) return part;
  std::string word;
  for (const char c : part) {
    const auto byte = static_cast<unsigned char>(c);
    word += static_cast<char>(word.empty() ? std::toupper(byte) : std::tolower(byte));
  }
  return word;
}

}  // namespace

uint32_t Field::mask() const { return (width == 32 ? ~0U : (1U << width) - 1U) << lsb; }

uint32_t Register::reset() const {
  uint32_t word = 0;
  for (const Field& field : fields) word |= field.reset << field.lsb;
  return word;
}

uint32_t Register::mask() const {
  uint32_t word = 0;
  for (const Field& field : fields) word |= field.mask();
  return word;
}

const Enumeration& Block::enumeration(const std::string& wanted) const {
  for (const Enumeration& candidate : enumerations) {
    if (candidate.name == wanted) return candidate;
  }
  throw std::runtime_error("no enumeration is named " + wanted);
}

int Block::observed_width() const {
  int width = 0;
  for (const Observed& entry : observed) width += entry.width;
  return width;
}

std::string upper_camel(const std::string& name) {
  std::string result;
  std::string part;
  for (const char c : name + "_") {
    if (c != '_') {
      part += c;
    } else {
      result += capitalised(part);
      part.clear();
    }
  }
  return result;
}

}  // namespace kintsugi::regs_gen
