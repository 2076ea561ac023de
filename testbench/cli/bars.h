// The bars: measured values that must hold, each with the command that measures it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace kintsugi {

// ">= 40": what a measured value must satisfy.
struct Limit {
  std::string relation;  // >=, >, <=, < or ==
  double value = 0.0;
  bool holds(double measured) const;
};

// Throws UserError opening with `where` when `text` is no relation and number.
Limit parse_limit(const std::string& text, const std::string& where);

struct Bar {
  std::string issue;
  std::string name;
  std::string command;         // shell line, run from the repository root; empty: the file is there
  std::filesystem::path json;  // what it writes, relative to the repository root
  std::string pointer;         // JSON pointer of the value (key `path` of the file)
  std::string limit_text;
  Limit limit;
};

// Reads [[bar]] tables; a bar names its command and file itself or a [measure.NAME] with both.
// Throws UserError with "file:line: key: ..." for a bad one, and when there is none.
std::vector<Bar> load_bars(const std::filesystem::path& file);

// The number or boolean (1 or 0) at `pointer` of a JSON file. Throws UserError saying what is
// missing.
double read_json_value(const std::filesystem::path& file, const std::string& pointer);

}  // namespace kintsugi
