// Reads the TOML file; every complaint names file and line.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <set>
#include <stdexcept>

#include "rtl/regs/block.h"

namespace kintsugi::regs_gen {
namespace {

class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {}

  Block read();

 private:
  [[noreturn]] void fail(const toml::node& where, const std::string& reason) const {
    throw std::runtime_error(
        fmt::format("{}:{}: {}", path_, static_cast<unsigned>(where.source().begin.line), reason));
  }

  std::string text(const toml::table& table, const char* key) const {
    const auto value = table[key].value<std::string>();
    if (!value) fail(table, fmt::format("a string '{}' is missing here", key));
    return *value;
  }

  int64_t number(const toml::table& table, const char* key, int64_t least, int64_t most) const {
    const auto value = table[key].value<int64_t>();
    if (!value) fail(table, fmt::format("an integer '{}' is missing here", key));
    if (*value < least || *value > most) {
      fail(table, fmt::format("'{}' is {}; allowed is {} to {}", key, *value, least, most));
    }
    return *value;
  }

  int small(const toml::table& table, const char* key, int least, int most) const {
    return static_cast<int>(number(table, key, least, most));
  }

  // The tables of an array of tables; none if the key is absent.
  std::vector<const toml::table*> tables(const toml::table& parent, const char* key) const {
    std::vector<const toml::table*> result;
    const toml::array* array = parent[key].as_array();
    if (array == nullptr) return result;
    for (const toml::node& node : *array) {
      if (!node.is_table()) fail(node, fmt::format("'{}' must hold tables", key));
      result.push_back(node.as_table());
    }
    return result;
  }

  std::string known_enumeration(const toml::table& table) const {
    const std::string name = table["enum"].value_or(std::string());
    if (name.empty()) return name;
    for (const Enumeration& candidate : block_.enumerations) {
      if (candidate.name == name) return name;
    }
    fail(table, fmt::format("no [[enum]] is named '{}'", name));
  }

  std::string access(const toml::table& table, const std::set<std::string>& allowed) const {
    const std::string value = text(table, "access");
    if (allowed.count(value) == 0) fail(table, fmt::format("access '{}' is not known", value));
    return value;
  }

  // Claims the words of a register or window in the address map.
  void claim(const toml::table& table, const std::string& name, uint32_t address, int words) {
    for (int i = 0; i < words; ++i) {
      const uint32_t word = address + 4 * static_cast<uint32_t>(i);
      if (!claimed_.insert(word).second) {
        fail(table, fmt::format("{} overlaps another register or window at 0x{:03x}", name, word));
      }
    }
  }

  Enumeration read_enumeration(const toml::table& table) const;
  Field read_field(const toml::table& table) const;
  Register read_register(const toml::table& table);
  Window read_window(const toml::table& table);
  uint32_t read_address(const toml::table& table) const;

  std::string path_;
  Block block_;
  std::set<uint32_t> claimed_;
};

uint32_t Reader::read_address(const toml::table& table) const {
  const auto address = static_cast<uint32_t>(number(table, "address", 0, 0xFFFFC));
  if (address % 4 != 0) fail(table, "an address must be a multiple of 4");
  return address;
}

Enumeration Reader::read_enumeration(const toml::table& table) const {
  Enumeration result{text(table, "name"), small(table, "width", 1, 32), text(table, "meaning"), {}};
  const toml::array* values = table["values"].as_array();
  if (values == nullptr) fail(table, "'values' is missing here");
  for (const toml::node& node : *values) {
    const auto value = node.value<std::string>();
    if (!value) fail(node, "enumeration values must be strings");
    result.values.push_back(*value);
  }
  if ((uint64_t{1} << result.width) < result.values.size()) fail(table, "too many values");
  return result;
}

Field Reader::read_field(const toml::table& table) const {
  Field field;
  field.name = text(table, "name");
  field.lsb = small(table, "lsb", 0, 31);
  field.width = small(table, "width", 1, 32 - field.lsb);
  field.reset = static_cast<uint32_t>(
      number(table, "reset", 0, static_cast<int64_t>(field.mask() >> field.lsb)));
  field.is_signed = table["signed"].value_or(false);
  field.enumeration = known_enumeration(table);
  field.meaning = text(table, "meaning");
  return field;
}

Register Reader::read_register(const toml::table& table) {
  Register result;
  result.name = text(table, "name");
  result.address = read_address(table);
  result.access = access(table, {"RO", "RW", "W1C", "W1S", "WO"});
  result.locked = table["locked"].value_or(false);
  result.count = table.contains("count") ? small(table, "count", 1, 256) : 1;
  result.meaning = text(table, "meaning");
  uint32_t used = 0;
  for (const toml::table* entry : tables(table, "fields")) {
    const Field field = read_field(*entry);
    if ((used & field.mask()) != 0) fail(*entry, "field overlaps another");
    used |= field.mask();
    result.fields.push_back(field);
  }
  if (result.fields.empty()) fail(table, "a register needs fields");
  claim(table, result.name, result.address, result.count);
  return result;
}

Window Reader::read_window(const toml::table& table) {
  Window result;
  result.name = text(table, "name");
  result.address = read_address(table);
  result.span = small(table, "span", 1, 16384);
  result.words = small(table, "words", 1, result.span);
  result.access = access(table, {"RO", "RW"});
  result.locked = table["locked"].value_or(false);
  result.meaning = text(table, "meaning");
  claim(table, result.name, result.address, result.span);
  return result;
}

Block Reader::read() {
  toml::table root;
  try {
    root = toml::parse_file(path_);
  } catch (const toml::parse_error& error) {
    throw std::runtime_error(fmt::format(
        "{}:{}: {}", path_, static_cast<unsigned>(error.source().begin.line), error.description()));
  }
  const toml::table* head = root["block"].as_table();
  if (head == nullptr) fail(root, "the table [block] is missing");
  block_.name = text(*head, "name");
  block_.meaning = text(*head, "meaning");
  for (const toml::table* t : tables(root, "constant")) {
    block_.constants.push_back({text(*t, "name"),
                                static_cast<uint32_t>(number(*t, "value", 0, UINT32_MAX)),
                                text(*t, "meaning")});
  }
  for (const toml::table* t : tables(root, "enum")) {
    block_.enumerations.push_back(read_enumeration(*t));
  }
  for (const toml::table* t : tables(root, "register")) {
    block_.registers.push_back(read_register(*t));
  }
  for (const toml::table* t : tables(root, "window")) block_.windows.push_back(read_window(*t));
  for (const toml::table* t : tables(root, "target")) {
    block_.targets.push_back({text(*t, "name"), read_address(*t), text(*t, "meaning")});
  }
  for (const toml::table* t : tables(root, "obs")) {
    block_.observed.push_back({text(*t, "name"), small(*t, "width", 1, 64), known_enumeration(*t)});
  }
  for (const toml::table* t : tables(root, "memory")) {
    block_.memories.push_back(
        {text(*t, "name"), small(*t, "words", 1, 65536), small(*t, "width", 1, 64)});
  }
  return block_;
}

}  // namespace

Block read_block(const std::string& path) { return Reader(path).read(); }

}  // namespace kintsugi::regs_gen
