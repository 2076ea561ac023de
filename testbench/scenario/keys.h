// The table of scenario keys: the one place that knows a key's path, type, range and meaning.
// Parser, defaults, suggestions, canonical form, documentation and schema all come from it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>
#include <vector>

#include "testbench/scenario/scenario.h"

namespace kintsugi {

template <class T>
using Member = T& (*)(Scenario&);

// A member that is one of the key's choices, by its place among them.
struct OneOf {
  size_t (*get)(Scenario&);
  void (*set)(Scenario&, size_t);
};

// Which member a key sets; the member's type is the key's type.
using Field = std::variant<Member<std::string>, Member<bool>, Member<int>, Member<uint64_t>,
                           Member<double>, Member<std::optional<double>>, OneOf, Member<DieRange>,
                           Member<ImageCount>, Member<std::vector<int32_t>>,
                           Member<std::vector<double>>, Member<std::vector<std::string>>>;

// Numbers a key accepts. An open end is excluded.
struct Range {
  double min = 0.0;
  double max = 0.0;
  bool open_min = false;
  bool open_max = false;
  bool contains(double value) const;
  std::string text() const;  // "2 .. 128", "> 0 and <= 10000"
};

// Whether a key decides what is measured on a die (see identity_toml).
enum class Identity { Measured, Aside };

struct Key {
  std::string path;  // "device.levels"
  Field field;
  Range range;                       // numbers only
  std::vector<std::string> choices;  // text only; empty: any text
  std::string unit;
  Identity identity = Identity::Measured;
  std::string meaning;
  std::string source;

  std::string table() const;    // "device", empty for a top-level key
  std::string leaf() const;     // "levels"
  std::string allowed() const;  // "an integer, 2 .. 128"
};

// In the order of the documentation; keys of a table stand together, top-level keys first.
const std::vector<Key>& scenario_keys();

// Null for an unknown path.
const Key* find_key(const std::string& path);

// "; did you mean PATH" for an unknown path, or nothing; a known leaf in the wrong table counts.
std::string suggest_key(const std::string& path);

// "device", "crossbar", ... in table order, without the top level.
std::vector<std::string> scenario_tables();

// One line on what a table holds.
std::string table_meaning(const std::string& table);

// The TOML spelling of a key's value; empty for an unset optional key.
std::string value_text(const Key& key, const Scenario& scenario);

// The value of a key that is not given; null when there is none or other keys decide it.
nlohmann::ordered_json default_json(const Key& key);

}  // namespace kintsugi
