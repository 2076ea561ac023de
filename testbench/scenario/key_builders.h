// How rows of the table of scenario keys are written. Included only by key_table*.cc.
#pragma once

#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "testbench/scenario/keys.h"

namespace kintsugi {

inline Range between(double min, double max) { return {min, max, false, false}; }
inline Range at_least(double min) {
  return {min, std::numeric_limits<double>::infinity(), false, true};
}
inline Range above(double min, double max) { return {min, max, true, false}; }
inline Range below(double min, double max) { return {min, max, false, true}; }

using Choices = std::vector<std::string>;
using Keys = std::vector<Key>;

// A key that decides what is measured on a die.
inline Key key(std::string path, Field field, std::string meaning, std::string source = "") {
  return {std::move(path),  field, {}, {}, "", Identity::Measured, std::move(meaning),
          std::move(source)};
}

inline Key number(std::string path, Field field, Range range, std::string unit, std::string meaning,
                  std::string source = "") {
  Key made = key(std::move(path), field, std::move(meaning), std::move(source));
  made.range = range;
  made.unit = std::move(unit);
  return made;
}

inline Key choice(std::string path, Field field, Choices choices, std::string meaning,
                  std::string source = "") {
  Key made = key(std::move(path), field, std::move(meaning), std::move(source));
  made.choices = std::move(choices);
  return made;
}

// A key that does not.
inline Key aside(Key made) {
  made.identity = Identity::Aside;
  return made;
}

// The member a key sets: MEMBER(chip.device.levels).
#define MEMBER(path) \
  [](Scenario & s) -> auto& { return s.path; }

// The same for an enumeration whose values are the places of the key's choices.
#define ONE_OF(path)                                                                         \
  OneOf {                                                                                    \
    [](Scenario& s) { return static_cast<size_t>(s.path); }, [](Scenario& s, size_t place) { \
      s.path = static_cast<std::decay_t<decltype(s.path)>>(place);                           \
    }                                                                                        \
  }

// Rows of the table [device], in key_table_device.cc.
Keys device_keys();

// Rows of [adaptation] and [tuning], in key_table_adaptation.cc.
Keys adaptation_keys();

}  // namespace kintsugi
