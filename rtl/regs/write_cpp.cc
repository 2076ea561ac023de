// The C++ header: addresses and fields as constants, tables for register tests, and accessors of
// the packed declared state.
#include <fmt/format.h>

#include "rtl/regs/block.h"

namespace kintsugi::regs_gen {
namespace {

constexpr const char* kAccessors = R"(
namespace detail {
constexpr uint64_t ones(int width) {
  return width == 64 ? ~uint64_t{0} : (uint64_t{1} << width) - 1;
}
}  // namespace detail

// Field of the packed declared state, `words` being 32-bit words, lowest first.
inline uint64_t obs_get(const uint32_t* words, ObsId id) {
  const ObsField& field = kObsFields[static_cast<int>(id)];
  const int word = field.lsb / 32;
  const int shift = field.lsb % 32;
  uint64_t value = uint64_t{words[word]} >> shift;
  if (shift + field.width > 32) value |= uint64_t{words[word + 1]} << (32 - shift);
  if (shift + field.width > 64) value |= uint64_t{words[word + 2]} << (64 - shift);
  return value & detail::ones(field.width);
}

// Sets the field to the low bits of `value`.
inline void obs_set(uint32_t* words, ObsId id, uint64_t value) {
  const ObsField& field = kObsFields[static_cast<int>(id)];
  int word = field.lsb / 32;
  int shift = field.lsb % 32;
  for (int left = field.width; left > 0;) {
    const int here = left < 32 - shift ? left : 32 - shift;
    const auto mask = static_cast<uint32_t>(detail::ones(here) << shift);
    words[word] = (words[word] & ~mask) | (static_cast<uint32_t>(value << shift) & mask);
    value >>= here;
    left -= here;
    shift = 0;
    ++word;
  }
}

// The same with the field known to the compiler: a few shifts and masks.
template <ObsId id>
inline uint64_t obs_get(const uint32_t* words) {
  constexpr ObsField field = kObsFields[static_cast<int>(id)];
  constexpr int word = field.lsb / 32;
  constexpr int shift = field.lsb % 32;
  uint64_t value = uint64_t{words[word]} >> shift;
  if constexpr (shift + field.width > 32) value |= uint64_t{words[word + 1]} << (32 - shift);
  if constexpr (shift + field.width > 64) value |= uint64_t{words[word + 2]} << (64 - shift);
  return value & detail::ones(field.width);
}

template <ObsId id>
inline void obs_set(uint32_t* words, uint64_t value) {
  constexpr ObsField field = kObsFields[static_cast<int>(id)];
  constexpr int word = field.lsb / 32;
  constexpr int shift = field.lsb % 32;
  constexpr uint64_t mask = detail::ones(field.width);
  constexpr auto low = static_cast<uint32_t>(mask << shift);
  value &= mask;
  words[word] = (words[word] & ~low) | static_cast<uint32_t>(value << shift);
  if constexpr (shift + field.width > 32) {
    constexpr auto middle = static_cast<uint32_t>(mask >> (32 - shift));
    words[word + 1] =
        (words[word + 1] & ~middle) | static_cast<uint32_t>(value >> (32 - shift));
  }
  if constexpr (shift + field.width > 64) {
    constexpr auto high = static_cast<uint32_t>(mask >> (64 - shift));
    words[word + 2] = (words[word + 2] & ~high) | static_cast<uint32_t>(value >> (64 - shift));
  }
}

// Name of an enumerated value ("PLAY"), the number in decimal for other fields.
inline std::string obs_value_name(ObsId id, uint64_t value) {
  const ObsField& field = kObsFields[static_cast<int>(id)];
  if (value < static_cast<uint64_t>(field.value_count)) return field.value_names[value];
  return std::to_string(value);
}
)";

std::string boolean(bool value) { return value ? "true" : "false"; }

std::string names_array(const Enumeration& enumeration) {
  return "k" + upper_camel(enumeration.name) + "Names";
}

std::string enumeration_text(const Enumeration& enumeration) {
  const std::string camel = upper_camel(enumeration.name);
  std::string text = fmt::format("\n// {}\nenum class {} : uint{}_t {{\n", enumeration.meaning,
                                 camel, enumeration.width <= 8 ? 8 : 32);
  for (const std::string& value : enumeration.values) {
    text += fmt::format("  {},\n", upper_camel(value));
  }
  text += fmt::format("}};\ninline constexpr const char* {}[] = {{\n", names_array(enumeration));
  for (const std::string& value : enumeration.values) text += fmt::format("    \"{}\",\n", value);
  return text + fmt::format(
                    "}};\ninline const char* name({} value) {{\n"
                    "  const auto index = static_cast<size_t>(value);\n"
                    "  return index < {} ? {}[index] : \"?\";\n}}\n",
                    camel, enumeration.values.size(), names_array(enumeration));
}

std::string register_text(const Register& reg) {
  const std::string name = "k" + upper_camel(reg.name);
  std::string text = fmt::format("\n// {} ({}{})\n// {}\n", reg.name, reg.access,
                                 reg.locked ? ", locked" : "", reg.meaning);
  text += fmt::format("constexpr uint32_t {}Address = 0x{:03x};\n", name, reg.address);
  if (reg.count > 1) text += fmt::format("constexpr int {}Count = {};\n", name, reg.count);
  text += fmt::format("constexpr uint32_t {}Reset = 0x{:08x};\n", name, reg.reset());
  for (const Field& field : reg.fields) {
    text += fmt::format("constexpr Field {}{}{{{}, {}}};\n", name, upper_camel(field.name),
                        field.lsb, field.width);
  }
  return text;
}

std::string window_text(const Window& window) {
  const std::string name = "k" + upper_camel(window.name);
  return fmt::format(
      "\n// {}\nconstexpr uint32_t {}Window = 0x{:05x};\nconstexpr int {}WindowWords = {};\n",
      window.meaning, name, window.address, name, window.words);
}

std::string map_tables(const Block& block) {
  std::string text =
      "\nenum class Access : uint8_t { ReadOnly, ReadWrite, WriteOneToClear, WriteOneToSet, "
      "WriteOnly };\n"
      "\nstruct RegisterInfo {\n"
      "  const char* name;\n"
      "  uint32_t address;  // of word 0; word i lies at address + 4 i\n"
      "  Access access;\n"
      "  bool locked;  // no write while busy or after LOCK\n"
      "  int count;\n"
      "  uint32_t reset;\n"
      "  uint32_t mask;  // ones where fields are\n"
      "};\n"
      "inline constexpr RegisterInfo kRegisters[] = {\n";
  const auto access = [](const std::string& a) {
    if (a == "RO") return "Access::ReadOnly";
    if (a == "RW") return "Access::ReadWrite";
    if (a == "W1C") return "Access::WriteOneToClear";
    return a == "W1S" ? "Access::WriteOneToSet" : "Access::WriteOnly";
  };
  for (const Register& reg : block.registers) {
    text += fmt::format("    {{\"{}\", 0x{:03x}, {}, {}, {}, 0x{:08x}, 0x{:08x}}},\n", reg.name,
                        reg.address, access(reg.access), boolean(reg.locked), reg.count,
                        reg.reset(), reg.mask());
  }
  text +=
      "};\n\nstruct WindowInfo {\n"
      "  const char* name;\n"
      "  uint32_t address;\n"
      "  int words;  // of the controller as built\n"
      "  int span;   // of the largest\n"
      "  Access access;\n"
      "  bool locked;  // neither read nor written while busy, nor written after LOCK\n"
      "};\n"
      "inline constexpr WindowInfo kWindows[] = {\n";
  for (const Window& window : block.windows) {
    text += fmt::format("    {{\"{}\", 0x{:05x}, {}, {}, {}, {}}},\n", window.name, window.address,
                        window.words, window.span, access(window.access), boolean(window.locked));
  }
  return text + "};\n";
}

// The enumeration `memory` of the block names them in the same order.
std::string memory_text(const Block& block) {
  std::string text =
      "\nstruct MemoryInfo {\n  const char* name;\n  int words;\n  int width;  // bits\n};\n"
      "inline constexpr MemoryInfo kMemories[] = {\n";
  for (const Memory& memory : block.memories) {
    text += fmt::format("    {{\"{}\", {}, {}}},\n", memory.name, memory.words, memory.width);
  }
  return text + "};\n";
}

std::string observed_text(const Block& block) {
  std::string text =
      "\n// Fields of the declared state, in the order of their bits.\nenum class ObsId {\n";
  for (const Observed& entry : block.observed) text += fmt::format("  {},\n", entry.name);
  text +=
      "};\n\nstruct ObsField {\n"
      "  const char* name;\n"
      "  int lsb;\n"
      "  int width;\n"
      "  const char* const* value_names;  // of an enumeration, else null\n"
      "  int value_count;\n"
      "};\n"
      "inline constexpr ObsField kObsFields[] = {\n";
  int lsb = 0;
  for (const Observed& entry : block.observed) {
    std::string names = "nullptr, 0";
    if (!entry.enumeration.empty()) {
      const Enumeration& enumeration = block.enumeration(entry.enumeration);
      names = fmt::format("{}, {}", names_array(enumeration), enumeration.values.size());
    }
    text += fmt::format("    {{\"{}\", {}, {}, {}}},\n", entry.name, lsb, entry.width, names);
    lsb += entry.width;
  }
  text += "};\n";
  text += fmt::format("constexpr int kObsFieldCount = {};\n", block.observed.size());
  text += fmt::format("constexpr int kObsWidth = {};\n", lsb);
  return text + fmt::format("constexpr int kObsWords = {};\n", (lsb + 31) / 32);
}

}  // namespace

std::string cpp_header(const Block& block) {
  std::string text = fmt::format(
      "// {}: registers, enumerations and declared state.\n"
      "// Generated from rtl/regs/{}.toml by regs_gen; do not edit.\n"
      "#pragma once\n\n#include <cstddef>\n#include <cstdint>\n#include <string>\n\n"
      "namespace kintsugi::regs {{\n\n",
      block.meaning, block.name);
  for (const Constant& constant : block.constants) {
    text += fmt::format("constexpr int k{} = {};  // {}\n", constant.name, constant.value,
                        constant.meaning);
  }
  for (const Enumeration& enumeration : block.enumerations) text += enumeration_text(enumeration);
  text +=
      "\n// Where a field lies in its register.\n"
      "struct Field {\n  int lsb;\n  int width;\n\n"
      "  constexpr uint32_t ones() const { return width == 32 ? ~0U : (1U << width) - 1U; }\n"
      "  constexpr uint32_t get(uint32_t word) const { return (word >> lsb) & ones(); }\n"
      "  constexpr uint32_t put(uint32_t value) const { return (value & ones()) << lsb; }\n"
      "};\n";
  for (const Register& reg : block.registers) text += register_text(reg);
  for (const Window& window : block.windows) text += window_text(window);
  for (const Target& target : block.targets) {
    text += fmt::format("\n// {}\nconstexpr uint16_t k{} = 0x{:03x};\n", target.meaning,
                        upper_camel(target.name), target.address);
  }
  text += map_tables(block) + memory_text(block) + observed_text(block) + kAccessors;
  return text + "\n}  // namespace kintsugi::regs\n";
}

}  // namespace kintsugi::regs_gen
